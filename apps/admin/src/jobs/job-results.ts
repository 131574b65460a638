import { z } from 'zod';
import { PriceAgainResult } from '../money/price-again-shapes.ts';
import { BestCommitmentResult, WhatIfResult } from '../statements/what-if-shapes.ts';

export const JobResult = z
  .discriminatedUnion('kind', [PriceAgainResult, WhatIfResult, BestCommitmentResult])
  .meta({ id: 'JobResult' });
