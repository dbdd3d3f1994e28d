/** SvelteKit looks a form's action up in an object, and finds there what every object has. */
export const hasInheritedAction = ({ searchParams }: URL): boolean =>
  [...searchParams.keys()].some((key) => key.startsWith("/") && key.slice(1) in Object.prototype);
