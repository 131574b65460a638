"""Prints the providers of the installed Python package genai-prices as JSON, in the feed's own words.

Prices are its exact decimals. Whoever reads the JSON as doubles must get the same shortest text back, so a number for which that
would not hold stops the run.
"""

import json
from importlib.metadata import version

from genai_prices import data, types

CLAUSES = {
    types.ClauseStartsWith: 'starts_with',
    types.ClauseEndsWith: 'ends_with',
    types.ClauseContains: 'contains',
    types.ClauseRegex: 'regex',
    types.ClauseEquals: 'equals',
}


def number(value):
    read = float(value)
    if value != type(value)(repr(read)):
        raise SystemExit(f'{value} is no double')
    return int(read) if read.is_integer() else read


def match(clause):
    if isinstance(clause, types.ClauseOr):
        return {'or': [match(each) for each in clause.or_]}
    if isinstance(clause, types.ClauseAnd):
        return {'and': [match(each) for each in clause.and_]}
    name = CLAUSES[type(clause)]
    return {name: getattr(clause, name)}


def price(value):
    if not isinstance(value, types.TieredPrices):
        return number(value)
    return {'base': number(value.base), 'tiers': [{'start': t.start, 'price': number(t.price)} for t in value.tiers]}


def prices(model_price):
    return {key: price(value) for key, value in vars(model_price).items() if value is not None}


def constraint(value):
    if isinstance(value, types.StartDateConstraint):
        return {'start_date': value.start_date.isoformat()}
    return {'start_time': value.start_time.isoformat(), 'end_time': value.end_time.isoformat()}


def conditional(entry):
    held = {} if entry.constraint is None else {'constraint': constraint(entry.constraint)}
    return {**held, 'prices': prices(entry.prices)}


def model(entry):
    standard = entry.prices
    told = [conditional(each) for each in standard] if isinstance(standard, list) else prices(standard)
    variants = [{'when': each.when, **conditional(each)} for each in entry.price_variants or ()]
    shown = {'id': entry.id, 'match': match(entry.match), 'prices': told}
    return {**shown, 'price_variants': variants} if variants else shown


def provider(entry):
    borrowed = entry.fallback_model_providers
    head = {'id': entry.id, **({'fallback_model_providers': borrowed} if borrowed else {})}
    return {**head, 'models': [model(each) for each in entry.models]}


print(json.dumps({'version': version('genai-prices'), 'providers': [provider(each) for each in data.providers]}))
