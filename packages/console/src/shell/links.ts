import type { AnyRouter } from '@tanstack/react-router';

/**
 * Lets plain links (`<a href="/devices">`) move inside the console without loading it anew, so that building blocks need not know the
 * router. Left alone: other origins, downloads, new tabs, the API, and every press with a modifier key.
 */
export function followLinks(router: AnyRouter): () => void {
  const onClick = (event: MouseEvent): void => {
    const href = inside(event);
    if (href === null || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    const stay = (event.target as Element).closest('[data-keep-scroll]') !== null;
    void router.navigate({ href, resetScroll: !stay });
  };
  const onHover = (event: Event): void => {
    const href = inside(event);
    if (href !== null) void router.preloadRoute({ href } as never).catch(() => undefined); // a failed preload only means that the press waits
  };
  document.addEventListener('click', onClick);
  document.addEventListener('pointerover', onHover);
  document.addEventListener('focusin', onHover);
  return () => {
    document.removeEventListener('click', onClick);
    document.removeEventListener('pointerover', onHover);
    document.removeEventListener('focusin', onHover);
  };
}

function inside(event: Event): string | null {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.origin !== location.origin || link.hasAttribute('download') || (link.target !== '' && link.target !== '_self'))
    return null;
  const path = link.pathname;
  if (path.startsWith('/api/') || (link.hash !== '' && path === location.pathname)) return null;
  return path + link.search + link.hash;
}
