import { groupedDigits } from '../output/grouped-digits.ts';
import type { Component, Multiplier, Plan } from './plan.ts';

/** A plan as people read it: what usage meets, in its order, and what it comes to in the end. */
export function planText(plan: Plan): string[] {
  const { id, name, currency, root, components, multipliers = [], stacking, minimumAmount, fx, sla = [] } = plan;
  return [
    `${name} (${id}), in ${currency}, ${root === null ? 'for everybody' : `of ${root}`}`,
    '',
    'Usage is offered to',
    ...components.map((component, i) => `  ${i + 1}. ${component.id}: ${componentText(component, currency)}`),
    ...(multipliers.length === 0
      ? []
      : [`Multipliers, ${stacking === 'lowest' ? 'the lowest' : 'one after the other'}`]),
    ...multipliers.map((multiplier) => `  ${multiplier.id}: ${multiplierText(multiplier)}`),
    ...(minimumAmount === undefined ? [] : [`A month costs at least ${minimumAmount} ${currency}.`]),
    ...(fx === undefined ? [] : [`List prices in other currencies are converted by ${fx}.`]),
    ...sla.map(({ measure, percent, credits }) => {
      const steps = credits.map(({ belowPercent, creditPercent }) => `below ${belowPercent} % ${creditPercent} %`);
      return `Promise: ${measure} ${percent} %; back ${steps.join(', ')}.`;
    }),
  ];
}

/** One component in a sentence. */
export function componentText(component: Component, currency: string): string {
  return `${termsText(component, currency)}${selectorText(component)}`;
}

function termsText(component: Component, currency: string): string {
  switch (component.kind) {
    case 'list':
      return component.ratio === undefined ? 'list prices' : `list prices × ${component.ratio}`;
    case 'rate':
      return Object.entries(component.unitPrices)
        .map(([leaf, price]) => `${price} ${currency} for one ${leaf}`)
        .join(', ');
    case 'allowance':
      return `${quantityText(component)} free in a month`;
    case 'commitment': {
      const { feeAmount, rollover, proration, overageRatio } = component;
      const more = [
        ...(overageRatio === undefined ? [] : [`beyond it × ${overageRatio}`]),
        ...(rollover === 'none' ? [] : ['the rest is carried to the next month']),
        ...(proration === 'none' ? ['parts of a month in full'] : []),
      ];
      return [`${quantityText(component)} for ${feeAmount} ${currency} a month`, ...more].join(', ');
    }
    case 'tiers': {
      const bands = component.bands.map(({ upTo, price }) => {
        const said = price.unitPrice === undefined ? `list × ${price.ratio}` : `${price.unitPrice} ${currency}`;
        return `${upTo === null ? 'beyond' : `up to ${groupedDigits(upTo)}`} ${said}`;
      });
      return `${component.mode} tiers per ${component.per}: ${bands.join(', ')}`;
    }
    case 'result': {
      const cap = component.capAmount === undefined ? '' : `, at most ${component.capAmount} ${currency} a month`;
      return `${component.unitPrice} ${currency} for one accepted result${cap}`;
    }
  }
}

function quantityText({ quantity, unit }: { readonly quantity: string; readonly unit: string }): string {
  const grouped = groupedDigits(quantity);
  return unit === 'money' ? `${grouped} of money` : `${grouped} ${unitText(unit)}`;
}

function unitText(unit: string): string {
  return unit === 'token_per_minute' ? 'tokens per minute' : `${unit}s`;
}

function selectorText({ selector }: Pick<Component, 'selector'>): string {
  if (selector === undefined) return '';
  const { provider, model, leaves } = selector;
  const said = [
    ...(provider === undefined ? [] : [provider]),
    ...(model === undefined ? [] : [Object.entries(model).flat().join(' ')]),
    ...(leaves === undefined ? [] : [leaves.join(', ')]),
  ];
  return said.length === 0 ? '' : ` (only ${said.join('; ')})`;
}

function multiplierText(multiplier: Multiplier): string {
  const { on, ...more } = multiplier.condition;
  const said = Object.entries(more).map(([name, value]) =>
    typeof value === 'string' ? `${name} ${value}` : `${name} ${Object.entries(Object(value)).flat().join(' ')}`,
  );
  const when = on === 'always' ? 'always' : [`by ${on}`, ...said].join(', ');
  return `${multiplier.ratio === undefined ? '' : `× ${multiplier.ratio} `}${when}${selectorText(multiplier)}`;
}
