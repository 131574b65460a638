import { Controller, Inject } from '@nestjs/common';
import type { SeriesPoint } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { after, type Changes } from '../frame/changes.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { CHANGES, LISTS } from '../frame/parts.ts';
import type { Lists } from '../tree/lists.ts';
import { existingPublic, seesPublic } from './public-prices.ts';
import { endSeriesPoint, listSeriesPoints, publishSeriesPoint, readSeriesPoint } from './series-operations.ts';

@Controller()
export class SeriesRoutes {
  constructor(
    @Inject(CHANGES) private readonly changes: Changes,
    @Inject(LISTS) private readonly lists: Lists,
  ) {}

  @Serves(listSeriesPoints)
  async list(call: Call<typeof listSeriesPoints>) {
    const { series, from, to } = call.query;
    const sees = seesPublic(call, 'price.view');
    const page = await this.lists.page(call, 'seriesPoint', {
      list: listSeriesPoints.id,
      filters: { series, from, to },
      keep: (point) =>
        sees &&
        (series === undefined || point.series === series) &&
        (from === undefined || point.from >= from) &&
        (to === undefined || point.from < to),
    });
    return answerOf(listSeriesPoints, page);
  }

  @Serves(publishSeriesPoint)
  publish(call: Call<typeof publishSeriesPoint>) {
    const { id = newId('pt'), from = call.now, series, value } = call.body;
    if (from < call.now)
      throw new Fault('entity_invalid', 'A point never begins in the past; leave `from` out for now.');
    const point: SeriesPoint = { id, series, from, value };
    return this.changes.commit(call, [{ act: 'create', entity: 'seriesPoint', value: point }], (revision) =>
      answerOf(publishSeriesPoint, after(revision, 'seriesPoint', id), {
        headers: { location: `/v1/series-points/${encodeURIComponent(id)}` },
      }),
    );
  }

  @Serves(readSeriesPoint)
  read(call: Call<typeof readSeriesPoint>) {
    return answerOf(readSeriesPoint, existingPublic(call, 'seriesPoint', call.params.point));
  }

  @Serves(endSeriesPoint)
  end(call: Call<typeof endSeriesPoint>) {
    const { point: id } = call.params;
    const point = existing(call.view.get('seriesPoint', id), 'seriesPoint', id);
    if (point.from <= call.now)
      throw new Fault('entity_invalid', 'The point has begun and was quoted; publish another.');
    return this.changes.commit(call, [{ act: 'end', entity: 'seriesPoint', id }], () =>
      answerOf(endSeriesPoint, point),
    );
  }
}
