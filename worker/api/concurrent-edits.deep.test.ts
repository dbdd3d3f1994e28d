/** The same, and as often as it takes to be believed. */
import "./concurrent-edits.test";
import "./edit-conflicts.test";
