import { INK } from './pen.ts';
import { PAGE, type Sheet } from './sheet.ts';

/** The title of a section, together with as much of it as should not stand on another page. */
export function drawSection(sheet: Sheet, title: string, following: number): void {
  sheet.y += 24;
  sheet.room(22 + following);
  sheet.pen.left(title, PAGE.left, sheet.y + 10, { size: 12, weight: 600, color: INK });
  sheet.y += 22;
}
