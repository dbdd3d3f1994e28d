/** The same, and as often as it takes to be believed. */
import "./model.test";
