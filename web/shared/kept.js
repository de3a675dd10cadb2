// What a viewer's browser keeps for all pages of this server.

/**
 * Storage may be forbidden: then this page remembers, and no other.
 *
 * @type {Map<string, string>}
 */
const unkept = new Map();

/**
 * @param {string} name
 * @returns {string | null}
 */
export function kept(name) {
  const value = unkept.get(name);
  if (value !== undefined) return value;
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    unkept.delete(name);
  } catch {
    unkept.set(name, value);
  }
}
