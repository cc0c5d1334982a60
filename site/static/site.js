// The theme names its search button "Search" while it reads "Search Ctrl K": the words alone will do.
for (const button of document.querySelectorAll(".search-button-field")) button.removeAttribute("aria-label");
