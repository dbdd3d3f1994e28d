/** What is asked of a list, and what it answers. */
export type Pagination = { limit: number; cursor: string | null };
export type Paginated<Item> = { data: Item[]; nextCursor: string | null };
