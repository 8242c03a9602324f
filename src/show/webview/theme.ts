/** Draws again what it is told of, unless nobody holds that any more; false then. */
type Follower = () => boolean;

let followers: readonly Follower[] = [];

/** Has `redraw` called with what was drawn whenever the editor's theme has changed, for as long as somebody holds that. */
export function followTheme<T extends object>(drawn: T, redraw: (drawn: T) => void): void {
  if (followers.length === 0) observe();
  const held = new WeakRef(drawn);
  followers = [
    ...followers,
    () => {
      const there = held.deref();
      if (there) redraw(there);
      return there !== undefined;
    },
  ];
}

/** The editor tells the theme's kind in the body's classes, and its colours as properties of the root. */
function observe(): void {
  const changed = new MutationObserver(() => (followers = followers.filter((follow) => follow())));
  changed.observe(document.body, { attributeFilter: ['class'] });
  changed.observe(document.documentElement, { attributeFilter: ['style'] });
}
