import { QUANTITIES, type Quantity } from '@suanpan/facts';
import { USAGE_FORMATS } from '@suanpan/provider-usage';
import { COUNT_MAX } from '@suanpan/usage-intake';

/** How a decimal quantity is written. */
const DECIMAL = 'Decimal with at most six fraction digits, from 0 to 1000000000.';
const COUNT = { type: ['integer', 'null'], minimum: 0, maximum: COUNT_MAX };

type Schema = Readonly<Record<string, unknown>>;

interface Document {
  readonly components: {
    readonly schemas: { readonly UsageData: { properties: Readonly<Record<string, Schema>> } };
  };
}

/** The document's text with the quantities of the table and the formats that are read in the place of those it has, and all else as it is. */
export function withQuantities(text: string): string {
  const document: Document = JSON.parse(text);
  const { UsageData } = document.components.schemas;
  const schemas = QUANTITIES.map((quantity): [string, Schema] => [quantity.field, schemaOf(quantity)]);
  const fields = new Set<string>(QUANTITIES.map(({ field }) => field));
  const properties = Object.entries(UsageData.properties);
  const first = properties.findIndex(([name]) => fields.has(name));
  const kept = (entries: typeof properties) => entries.filter(([name]) => !fields.has(name));
  UsageData.properties = Object.fromEntries([
    ...kept(properties.slice(0, first)),
    ...schemas,
    ...kept(properties.slice(first)),
  ]);
  UsageData.properties = {
    ...UsageData.properties,
    usageFormat: { ...UsageData.properties.usageFormat, enum: [...USAGE_FORMATS, null] },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function schemaOf({ kind, meaning }: Quantity): Schema {
  return kind === 'decimal'
    ? { type: ['string', 'number', 'null'], description: `${meaning} ${DECIMAL}` }
    : { ...COUNT, description: meaning };
}
