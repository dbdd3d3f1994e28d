/** Strangers get no framework: the page is whole as it comes, and a small script keeps it live. */
export const csr = false;
