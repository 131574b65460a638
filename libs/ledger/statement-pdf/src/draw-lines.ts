import type { AccountNode, Adjustment, Statement, StatementLine } from '@suanpan/statement';
import { drawSection } from './draw-section.ts';
import { ACCENT, FAINT, GREY, HAIRLINE, INK, TINT } from './pen.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { amountWords, isRounded, itemWords, monthWords } from './words.ts';

const ITEM_LEFT = PAGE.left + 138;
const PLAN_LEFT = PAGE.left + 242;
const QUANTITY_RIGHT = PAGE.left + 396;
const AMOUNT_RIGHT = PAGE.right - 28;
const ROW_HEIGHT = 24;
const GROUP_HEIGHT = 20;
const HEAD = { size: 6.5, weight: 600, color: GREY, tracking: 0.3 } as const;
const SMALL = { size: 6.5, color: FAINT } as const;
const TEXT = { size: 8.5 } as const;

/** Where lines stand: the way down to each account, and the names of projects. */
interface Places {
  readonly accounts: Map<string, string>;
  readonly projects: Map<string, string>;
}

/** Every line with its id, grouped by account and project. */
export function drawLines(sheet: Sheet, statement: Statement): void {
  if (statement.lines.length > 0) {
    drawSection(sheet, 'Lines', 60);
    drawTable(sheet, statement.lines, placesOf(statement.tree), () => undefined);
  }
}

/** What belongs to months that were closed before, with the statement each would have stood on. */
export function drawAdjustments(sheet: Sheet, statement: Statement): void {
  if (statement.adjustments.length === 0) return;
  drawSection(sheet, 'Adjustments of earlier months', 60);
  const origins = new Map(statement.adjustments.map((line) => [line.id, line]));
  drawTable(sheet, statement.adjustments, placesOf(statement.tree), (line) => origins.get(line.id));
}

function drawTable(
  sheet: Sheet,
  lines: readonly StatementLine[],
  places: Places,
  originOf: (line: StatementLine) => Adjustment | undefined,
): void {
  let group: string | undefined;
  const head = (): void => {
    drawHead(sheet);
    // A group that goes on to the next page is named there again.
    if (group !== undefined) drawGroup(sheet, group);
  };
  sheet.table(head, () => {
    for (const line of lines) {
      const own = groupOf(line, places);
      if (own !== group) {
        group = undefined;
        sheet.room(GROUP_HEIGHT + ROW_HEIGHT);
        drawGroup(sheet, own);
        group = own;
      }
      drawLine(sheet, line, originOf(line));
    }
  });
}

function drawHead(sheet: Sheet): void {
  const { pen } = sheet;
  const baseline = sheet.y + 9;
  pen.left('MODEL, LINE ID', PAGE.left, baseline, HEAD);
  pen.left('ITEM', ITEM_LEFT, baseline, HEAD);
  pen.left('COMPONENT, PLAN', PLAN_LEFT, baseline, HEAD);
  pen.right('QUANTITY', QUANTITY_RIGHT, baseline, HEAD);
  pen.right('AMOUNT', AMOUNT_RIGHT, baseline, HEAD);
  sheet.y += 15;
  pen.line(PAGE.left, PAGE.right, sheet.y);
}

function drawGroup(sheet: Sheet, name: string): void {
  const { pen } = sheet;
  const width = PAGE.right - PAGE.left;
  pen.box(PAGE.left, sheet.y + 3, width, GROUP_HEIGHT - 5, TINT, 2);
  pen.fit(name, PAGE.left + 6, sheet.y + 13.4, width - 12, { size: 8, weight: 600, color: ACCENT });
  sheet.y += GROUP_HEIGHT;
}

function groupOf({ account, project }: StatementLine, places: Places): string {
  const path = places.accounts.get(account) ?? account;
  return project === '' ? path : `${path}  ›  ${places.projects.get(project) ?? project}`;
}

function drawLine(sheet: Sheet, line: StatementLine, origin: Adjustment | undefined): void {
  const { pen } = sheet;
  sheet.room(ROW_HEIGHT);
  const [first, second] = [sheet.y + 10, sheet.y + 18.5];
  pen.fit(line.model || '—', PAGE.left, first, ITEM_LEFT - PAGE.left - 8, { ...TEXT, color: line.model ? INK : FAINT });
  pen.left(line.id, PAGE.left, second, SMALL);
  pen.fit(itemWords(line.item), ITEM_LEFT, first, PLAN_LEFT - ITEM_LEFT - 8, TEXT);
  if (origin !== undefined) {
    const from = `of ${monthWords(origin.adjusts.period)}, ${origin.adjusts.statement}`;
    pen.fit(from, ITEM_LEFT, second, QUANTITY_RIGHT - 40 - ITEM_LEFT, SMALL);
  }
  const width = QUANTITY_RIGHT - PLAN_LEFT - 62;
  pen.fit(line.component || (line.plan === '' ? 'List price' : line.plan), PLAN_LEFT, first, width, TEXT);
  if (origin === undefined && line.component !== '') pen.fit(line.plan, PLAN_LEFT, second, width, SMALL);
  pen.number(amountWords(line.quantity), QUANTITY_RIGHT, first, 58, TEXT);
  pen.number(amountWords(line.amount), AMOUNT_RIGHT, first, 58, TEXT);
  pen.right(line.currency, PAGE.right, first, { size: 7, color: GREY });
  if (isRounded(line.amount, line.exactAmount)) {
    pen.number(amountWords(line.exactAmount), AMOUNT_RIGHT, second, 112, SMALL);
  }
  sheet.y += ROW_HEIGHT;
  pen.line(PAGE.left, PAGE.right, sheet.y, HAIRLINE, 0.3);
}

function placesOf(tree: AccountNode): Places {
  const places: Places = { accounts: new Map(), projects: new Map() };
  const nodes = [{ node: tree, path: tree.name }];
  for (const { node, path } of nodes) {
    places.accounts.set(node.account, path);
    for (const { project, name } of node.projects) places.projects.set(project, name);
    // The statement's own account is named once, on top.
    const above = node === tree ? '' : `${path}  ›  `;
    nodes.push(...node.accounts.map((child) => ({ node: child, path: `${above}${child.name}` })));
  }
  return places;
}
