/* The button goes from what the system wishes to the other theme and back. */
const root = document.documentElement;
const theme = document.getElementById("theme");
const wish = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme || (wish.matches ? "dark" : "light")) === "dark";
const nameTheme = () => { theme.textContent = isDark() ? "Light page" : "Dark page"; };
theme.hidden = false;
theme.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
wish.addEventListener("change", nameTheme);
nameTheme();
