import { save } from './save';

/**
 * Draws an SVG of the board on a canvas and hands it over as a PNG file. The shapes are drawn one by one with the style they
 * have on the page: turning the SVG into an image would need an address that the content security policy forbids.
 */
export async function savePng(chart: SVGSVGElement, title: string, legend: string, footer: string): Promise<void> {
  const { width, height } = chart.viewBox.baseVal;
  const page = getComputedStyle(document.documentElement);
  const margin = 24;
  const head = 64;
  const foot = 40;
  const scale = Math.max(2, 1600 / width);
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * margin) * scale;
  canvas.height = (height + head + foot) * scale;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  await document.fonts.ready;
  pen.scale(scale, scale);
  pen.fillStyle = page.getPropertyValue('--surface');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const sans = page.getPropertyValue('--sans');
  write(pen, title, margin, 28, `700 16px ${page.getPropertyValue('--heading')}`, page.getPropertyValue('--ink'), width);
  write(pen, legend, margin, 50, `400 12px ${sans}`, page.getPropertyValue('--ink-soft'), width);
  write(pen, footer, margin, height + head + 24, `400 11px ${sans}`, page.getPropertyValue('--ink-soft'), width);
  pen.translate(margin, head);
  for (const shape of chart.querySelectorAll<SVGGraphicsElement>('path, circle, polygon, text')) draw(pen, shape, chart);
  const file = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!file) return;
  save(file, title, 'png');
}

function write(pen: CanvasRenderingContext2D, text: string, x: number, y: number, font: string, colour: string, width: number): void {
  pen.font = font;
  pen.fillStyle = colour;
  pen.fillText(text, x, y, width);
}

function draw(pen: CanvasRenderingContext2D, shape: SVGGraphicsElement, chart: SVGSVGElement): void {
  const style = getComputedStyle(shape);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  pen.save();
  // From the shape to the chart's own units: whatever the page did to the chart as a whole falls out.
  const own = shape.getScreenCTM();
  const whole = chart.getScreenCTM();
  if (own && whole) {
    const { a, b, c, d, e, f } = whole.inverse().multiply(own);
    pen.transform(a, b, c, d, e, f);
  }
  pen.globalAlpha = Number(style.opacity);
  if (shape instanceof SVGTextElement) {
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.fill;
    pen.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
    pen.fillText(shape.textContent ?? '', shape.x.baseVal[0]?.value ?? 0, shape.y.baseVal[0]?.value ?? 0);
  } else {
    const outline = outlineOf(shape);
    if (style.fill !== 'none') {
      pen.globalAlpha = Number(style.opacity) * Number(style.fillOpacity);
      pen.fillStyle = style.fill;
      pen.fill(outline);
      pen.globalAlpha = Number(style.opacity);
    }
    if (style.stroke !== 'none') {
      pen.strokeStyle = style.stroke;
      pen.lineWidth = parseFloat(style.strokeWidth);
      pen.lineJoin = 'round';
      pen.setLineDash(style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(parseFloat));
      pen.stroke(outline);
    }
  }
  pen.restore();
}

function outlineOf(shape: SVGGraphicsElement): Path2D {
  if (shape instanceof SVGCircleElement) {
    const outline = new Path2D();
    outline.arc(shape.cx.baseVal.value, shape.cy.baseVal.value, shape.r.baseVal.value, 0, 2 * Math.PI);
    return outline;
  }
  if (shape instanceof SVGPolygonElement) return new Path2D(`M${shape.getAttribute('points') ?? ''}Z`);
  return new Path2D(shape.getAttribute('d') ?? '');
}
