import { keptTheme, showTheme } from "../shared/theme.js";

/** Nothing is to flash in the wrong theme before the kernel knows the right one. */
export function showFirstTheme() {
  const asked = new URLSearchParams(location.search).get("theme");
  const known = [asked, keptTheme()].find((theme) => theme === "dark" || theme === "light");
  showTheme(known ? known === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
}
