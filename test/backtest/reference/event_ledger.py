"""An independent backtest: `python3 event_ledger.py > event_ledger.json` (Python 3.11 or newer, standard library only).

Written from the rules in docs/reference/backtests.md and not from the program. Where the program walks through sessions with an account
at hand, this plans fills and corporate actions as a list of dated events, sorts it, and books it in exact fractions;
metrics come from Python's statistics module or from their definitions, in the plainest way. Prices are whole cents of a
fixed congruential sequence.
"""
import json
from datetime import date, timedelta
from fractions import Fraction as F
from statistics import NormalDist, fmean, quantiles, stdev

ACTION, SELL, OPEN, MARK, EXIT = range(5)  # the order within a session


def numbers(seed):
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield state >> 16


def instrument(symbol, seed, sessions, holidays, split=None, dividend=None):
    """Bars on weekdays without `holidays`; split and dividend as (session number, value)."""
    draw = numbers(seed)
    day, cents, rows = date(2021, 1, 4), 10000 + next(draw) % 5000, []
    while len(rows) < sessions:
        if day.weekday() < 5 and day.isoformat() not in holidays:
            factor = F(split[1]) if split and split[0] == len(rows) else F(1)
            cents = round(F(cents) / factor)
            opening = cents + next(draw) % 301 - 150
            closing = opening + next(draw) % 501 - 250
            rows.append(dict(
                date=day.isoformat(), open=F(opening, 100), close=F(closing, 100), split=factor,
                dividend=F(dividend[1], 100) if dividend and dividend[0] == len(rows) else F(0),
                signal=F(next(draw) % 1001, 1000)))
            cents = closing
        day += timedelta(days=1)
    return dict(symbol=symbol, rows=rows)


def day_ranks(instruments):
    """(symbol, session) -> place of its signal on that session, equals sharing the first; of five or more only."""
    days = {}
    for one in instruments:
        for row in one['rows']:
            days.setdefault(row['date'], []).append((row['signal'], one['symbol']))
    return {(symbol, day): 1 + sum(other > signal for other, _ in said)
            for day, said in days.items() if len(said) >= 5 for signal, symbol in said}


def run(instruments, rules):
    index = {one['symbol']: {row['date']: i for i, row in enumerate(one['rows'])} for one in instruments}
    rows = {one['symbol']: one['rows'] for one in instruments}
    sessions = sorted({row['date'] for one in instruments for row in one['rows']})
    cash, owned, marks, traded = F(rules['capital']), {}, {}, F(0)
    trades, equity, at_work = [], [], []
    threshold, cost, slip = F(rules['threshold']), F(rules['cost']), F(rules['slippage'])
    known = cash
    top, below = rules.get('top'), rules.get('below')
    ranks = day_ranks(instruments) if top else {}

    def settle(symbol, price, session):
        nonlocal cash, traded
        position = owned.pop(symbol)
        price *= 1 - position['side'] * slip
        value = abs(position['shares']) * price
        cash += position['side'] * value - cost * value
        traded += value
        costs = cost * (value + position['value'])
        profit = position['shares'] * price - position['count'] * position['price'] + position['dividends'] - costs
        trades.append(dict(
            symbol=symbol, entryDate=rows[symbol][position['entry']]['date'], exitDate=session,
            entryPrice=position['price'], exitPrice=price, shares=position['count'],
            exitShares=position['shares'], dividends=position['dividends'], costs=costs, profit=profit,
            **{'return': profit / (position['value'] * (1 + cost))}))

    def worth():
        return cash + sum(p['shares'] * marks[s] for s, p in owned.items())

    for session in sessions:
        events = []
        for symbol in sorted(rows):
            i = index[symbol].get(session)
            if i is None:
                continue
            events += [(ACTION, 0, symbol, i), (MARK, 0, symbol, i), (EXIT, 0, symbol, i)]
            if top and i > 0:
                rank = ranks.get((symbol, rows[symbol][i - 1]['date']))
                if rank and symbol in owned and rank > below:
                    events.append((SELL, 0, symbol, i))
                elif rank and symbol not in owned and rank <= top:
                    events.append((OPEN, rank, symbol, i, 1))
            elif i > 0 and symbol not in owned:
                signal = rows[symbol][i - 1]['signal']
                side = 1 if signal >= threshold else -1 if rules['short'] and 1 - signal >= threshold else 0
                if side:
                    events.append((OPEN, -abs(2 * signal - 1), symbol, i, side))
        events.sort()
        sales = sum(event[0] == SELL for event in events)
        openings = [event for event in events if event[0] == OPEN][:rules['positions'] - len(owned) + sales]
        part = F(rules['fraction']) * known / rules['positions']
        # What may be spent: cash less proceeds and margin of shorts, shared evenly where it is short.
        opened = False
        for event in events:
            kind, _, symbol, i = event[:4]
            row = rows[symbol][i]
            if kind == ACTION and symbol in owned:
                position = owned[symbol]
                position['shares'] *= row['split']
                marks[symbol] /= row['split']
                paid = position['shares'] * row['dividend']
                position['dividends'] += paid
                cash += paid
            elif kind == SELL:
                settle(symbol, row['open'], session)
            elif kind == OPEN and openings and not opened:
                opened = True
                free = cash - sum(2 * p['value'] for p in owned.values() if p['side'] < 0)
                budget = min(part, free / len(openings))
                for _, _, name, at, side in openings:
                    price = rows[name][at]['open'] * (1 + side * slip)
                    count = budget / (price * (1 + cost))
                    if rules['whole']:
                        count = F(count.numerator // count.denominator)
                    if count <= 0:
                        continue
                    value = count * price
                    cash -= side * value + cost * value
                    traded += value
                    marks[name] = rows[name][at]['open']
                    owned[name] = dict(side=side, value=value, shares=side * count, dividends=F(0), entry=at, spoken=at - 1,
                                       count=side * count, price=price)
            elif kind == MARK:
                if symbol in owned:
                    marks[symbol] = row['close']
                    if (symbol, session) in ranks:
                        owned[symbol]['spoken'] = i
            elif kind == EXIT and symbol in owned:
                if not at_work or at_work[-1][0] != session:
                    gross = sum(abs(p['shares']) * marks[s] for s, p in owned.items())
                    at_work.append((session, gross / worth()))
                position = owned[symbol]
                if i < position['spoken'] + rules['holding'] and i < len(rows[symbol]) - 1:
                    continue
                settle(symbol, row['close'], session)
        if not at_work or at_work[-1][0] != session:
            gross = sum(abs(p['shares']) * marks[s] for s, p in owned.items())
            at_work.append((session, gross / worth()))
        known = worth()
        equity.append((session, cash, known))
    return trades, equity, at_work, traded


def metrics(trades, equity, at_work, traded, instruments):
    values = [float(value) for _, _, value in equity]
    returns = [b / a - 1 for a, b in zip(values, values[1:])]
    n, year = len(returns), 252
    sharpe = fmean(returns) / stdev(returns)
    center = fmean(returns)
    moment = lambda k: fmean([(r - center) ** k for r in returns])
    skewness, kurtosis = moment(3) / moment(2) ** 1.5, moment(4) / moment(2) ** 2
    drawdown = min(values[j] / values[i] - 1 for i in range(len(values)) for j in range(i, len(values)))
    annual = (values[-1] / values[0]) ** (year / n) - 1
    gains = [t['return'] for t in trades if t['return'] > 0]
    losses = [-t['return'] for t in trades if t['return'] < 0]
    months = {}
    for (session, _, value) in equity:
        months[session[:7]] = float(value)
    month_ends = [values[0], *months.values()]
    held = []
    for one in instruments:
        growth = F(1)
        for before, row in zip(one['rows'], one['rows'][1:]):
            growth *= row['split'] * (row['close'] + row['dividend']) / before['close']
        held.append(float(growth))
    return dict(
        totalReturn=values[-1] / values[0] - 1, annualizedReturn=annual, volatility=stdev(returns) * year**0.5,
        sharpeRatio=sharpe * year**0.5,
        probabilisticSharpe=NormalDist().cdf(
            sharpe * (n - 1) ** 0.5 / (1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe**2) ** 0.5),
        sortinoRatio=center / fmean([min(r, 0) ** 2 for r in returns]) ** 0.5 * year**0.5,
        maxDrawdown=drawdown, calmarRatio=annual / -drawdown,
        var95=quantiles(returns, n=20, method='inclusive')[0],
        exposure=float(sum(share for _, share in at_work[1:]) / n),
        turnover=float(traded) / 2 / fmean(values) * year / n,
        winRate=len(gains) / len(trades), profitFactor=float(sum(gains) / sum(losses)),
        avgTradeReturn=float(sum(t['return'] for t in trades) / len(trades)),
        monthlyReturns={month: b / a - 1 for month, a, b in zip(months, month_ends, month_ends[1:])},
        buyAndHoldReturn=fmean(held) - 1)


def plain(value):
    if isinstance(value, F):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def case(name, instruments, **rules):
    trades, equity, at_work, traded = run(instruments, rules)
    return dict(
        name=name, rules=rules,
        instruments=[dict(symbol=one['symbol'], **{key: [row[key] for row in one['rows']] for key in one['rows'][0]})
                     for one in instruments],
        trades=trades, equity=[dict(date=d, cash=c, value=v) for d, c, v in equity],
        metrics=metrics(trades, equity, at_work, traded, instruments))


WEEK_OFF = ['2021-02-15', '2021-02-16', '2021-02-17', '2021-02-18', '2021-02-19']
one = instrument('AAA', 7, 90, WEEK_OFF, split=(31, 2), dividend=(52, 75))
three = [instrument('AAA', 11, 80, ['2021-01-18'], split=(25, 3)),
         instrument('BBB', 12, 70, WEEK_OFF, dividend=(30, 120)),
         instrument('CCC', 13, 60, [])]
seven = [*three, *(instrument(symbol, seed, sessions, off) for symbol, seed, sessions, off in (
    ('DDD', 14, 55, WEEK_OFF), ('EEE', 15, 65, []), ('FFF', 16, 50, ['2021-02-01', '2021-02-02']), ('GGG', 17, 75, [])))]
print(json.dumps(plain([
    case('long only, a week without sessions, a split and a dividend', [one], threshold='0.6', holding=7, cost='0.001',
         slippage='0', capital=10000, fraction='1', whole=False, short=False, positions=1),
    case('long and short, whole shares, slippage, four fifths of the capital', [one], threshold='0.7', holding=5,
         cost='0.002', slippage='0.0005', capital=10000, fraction='0.8', whole=True, short=True, positions=1),
    case('three instruments with calendars of their own, two places', three, threshold='0.65', holding=7, cost='0.001',
         slippage='0.0002', capital=50000, fraction='1', whole=False, short=True, positions=2),
    case('the first two of seven by rank, sold below the fourth', seven, threshold='0.6', holding=3, cost='0.001',
         slippage='0.0003', capital=20000, fraction='0.9', whole=False, short=False, positions=2, top=2, below=4)]), indent=1))
