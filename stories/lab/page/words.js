/** Words for ids, as people read them. */

/** An id by itself. */
export const plain = (id) => id.replaceAll("_", " ");

/** The label of an id among those of its kind. */
export const label = (choices, id) => choices.find((choice) => choice.id === id)?.label ?? plain(id);

export const labels = (choices, ids) => ids.map((id) => label(choices, id)).join("; ");
