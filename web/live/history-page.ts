import { dressTimes, dressTitles } from "./times";

/** A month of a public page: whole as it comes; the server cannot know the reader's own hours. */
dressTimes();
setTimeout(dressTitles);
