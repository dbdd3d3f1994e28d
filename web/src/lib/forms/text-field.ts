/** The version that a form was filled from; nothing where it does not say. */
export const versionField = (form: FormData): string | undefined =>
  textField(form, "version") || undefined;

/** What a text field of a posted form holds; nothing where there is no such field. */
export function textField(form: FormData, field: string): string {
  const value = form.get(field);
  return typeof value === "string" ? value : "";
}
