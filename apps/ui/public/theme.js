// Applies the theme chosen earlier before the first paint, so that a dark page does not flash white. A file of its own,
// because the content security policy allows no script inside the page. The name is that of src/app/theme/theme-chooser.ts.
try {
  document.documentElement.dataset.theme = localStorage.getItem('bimetal-theme') ?? 'system';
} catch {
  document.documentElement.dataset.theme = 'system';
}
