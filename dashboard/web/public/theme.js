// Runs before the first paint, so that a reader who chose a theme never sees the other one flash by.
(function () {
  try {
    var theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is switched off in this browser: the system's theme is used.
  }
})();
