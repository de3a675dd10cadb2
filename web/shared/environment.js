// Where the page is shown.

export const root = document.documentElement;

/** Whether Voilà shows it, and not a notebook beside other cells. */
export const inVoila = () => document.body.dataset.voila === "voila";
