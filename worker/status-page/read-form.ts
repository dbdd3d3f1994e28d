/**
 * A form as browsers send it, and as mail services send one click; of what is too long, or none,
 * nothing. What a stranger says of its length is not believed: it is counted as it arrives.
 */
export async function readFormBody(request: Request, maxBytes: number): Promise<FormData> {
  const body = await readBounded(request, maxBytes);
  const type = request.headers.get("content-type");
  if (!body || !type) return new FormData();
  return new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch(() => new FormData());
}

async function readBounded({ body }: Request, maxBytes: number): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // What is left unread is let go of.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}
