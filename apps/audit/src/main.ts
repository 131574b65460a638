import { runConsumer } from '@suanpan/log-consumer';
import { SERVICE } from './service.ts';

runConsumer(SERVICE);
