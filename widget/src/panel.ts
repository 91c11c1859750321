// How the panel stands and scrolls, wherever it is shown.

/** As in style.css: on a small screen the panel is all there is, so the page behind it must not take the focus. */
export const SMALL = "(max-width: 480px), (max-height: 520px)";

/** Open or close the dialog the way the screen calls for; what had the focus in it keeps it. */
export function stand(dialog: HTMLDialogElement, open: boolean, small: boolean): void {
  const focused = (dialog.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  if (dialog.open && (!open || dialog.matches(":modal") !== small)) dialog.close();
  if (!open || dialog.open) return;
  if (small) dialog.showModal();
  // Not show(): that takes the focus, also when a page is loaded with the panel still open.
  else dialog.open = true;
  focused?.focus();
}

/** Scroll a box so that something in it stands at its top, as far as there is enough below. */
export function lift(target: Element, box: Element): void {
  box.scrollTop += target.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
}
