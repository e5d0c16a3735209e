/** A width on the screen in sixteenths of the page's text size: charts grow with the screen, as everything does. */
export const inUnits = (pixels: number) => (pixels * 16) / parseFloat(getComputedStyle(document.documentElement).fontSize);
