/** What an Amazon resource name says of a model. */
export interface ModelArn {
  /** The model or inference profile it names; absent where it is an account's own resource, whose name says nothing. */
  readonly model?: string;
  readonly region: string;
}

const ARN = /^arn:(aws[a-z-]*):bedrock:([a-z0-9-]*):[^:]*:([a-z-]+)\/(.+)$/;
/** Resources that are named by what they run; provisioned and custom models and application profiles are not. */
const NAMED_BY_MODEL: readonly string[] = ['foundation-model', 'inference-profile'];

/**
 * Reads a Bedrock ARN such as `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-…`;
 * `undefined` for a name that is none. Format: "Resource types defined by Amazon Bedrock", AWS service authorization reference.
 */
export function readArn(name: string): ModelArn | undefined {
  const [, partition, region = '', kind = '', model = ''] = ARN.exec(name) ?? [];
  if (partition === undefined) return undefined;
  const placed = region === '' && partition !== 'aws' ? partition.replace(/^aws-/, '') : region;
  return NAMED_BY_MODEL.includes(kind) ? { model, region: placed } : { region: placed };
}
