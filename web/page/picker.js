// The picker of persons shows only suggestions that match its text, so the text makes room while somebody is chosen.

/** @param {FocusEvent} event */
function fieldOf(event) {
  return event.target instanceof HTMLInputElement && event.target.closest(".fw-picker") ? event.target : null;
}

/** @param {AbortSignal} signal */
export function followPicker(signal) {
  /** @param {FocusEvent} event */
  const clear = (event) => {
    const field = fieldOf(event);
    if (!field?.value) return;
    field.dataset.kept = field.value;
    field.placeholder = field.value;
    field.value = "";
  };
  /** @param {FocusEvent} event */
  const restore = (event) => {
    const field = fieldOf(event);
    if (field && !field.value && field.dataset.kept) field.value = field.dataset.kept;
  };
  document.addEventListener("focusin", clear, { signal });
  document.addEventListener("focusout", restore, { signal });
}
