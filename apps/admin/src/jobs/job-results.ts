import { z } from 'zod';
import { PriceAgainResult } from '../money/price-again-shapes.ts';

export const JobResult = z.union([PriceAgainResult]).meta({ id: 'JobResult' });
