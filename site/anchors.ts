/**
 * Names the anchors of a page as GitHub does, so that one link is right in both places.
 *
 * @returns a function from the text of each heading, in the order of the page, to its anchor: one that comes twice gets a number
 */
export function anchorsInOrder(): (heading: string) => string {
  const seen = new Map<string, number>();
  return (heading) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}
