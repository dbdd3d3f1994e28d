import { dressTimes } from "./times";

/** A month of a public page: whole as it comes; the server cannot know the reader's own hours. */
dressTimes();
