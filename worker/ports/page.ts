/** What is asked of a list, and what it answers. */
export type Page = { limit: number; cursor: string | null };
export type Paged<Item> = { data: Item[]; nextCursor: string | null };
