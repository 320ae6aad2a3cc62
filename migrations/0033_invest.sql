-- +goose Up
CREATE TABLE invest_days ( -- a count of the investor showcase, one a day
    day          date        PRIMARY KEY,
    rule_version text        NOT NULL, -- of the rules that judged readiness; empty before there were any
    counted_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE invest_figures ( -- what the showcase publishes: nothing that rests on fewer than five shops is kept
    day      date   NOT NULL REFERENCES invest_days (day),
    grp      text   NOT NULL, -- slug of a category at the top; empty for all groups that are shown
    measure  text   NOT NULL CHECK (measure IN ('goods', 'place', 'level', 'trend', 'supply', 'weight', 'value', 'gap', 'market', 'demand')),
    district text   NOT NULL, -- slug; empty for all, '*' for the small ones together
    key      text   NOT NULL, -- level, rule, currency, destination, what became of demand, or "2026-10-31 siap"
    shops    int    NOT NULL CONSTRAINT invest_figures_shops CHECK (shops >= 5), -- different ones behind the figure
    products bigint, -- null where only the fact is told, since fewer shops stand behind the number
    amount   bigint, -- a month: pieces, grams, or money in the smallest unit of the currency
    PRIMARY KEY (day, grp, measure, district, key)
);

CREATE TABLE invest_stories ( -- makers who are named, by the export catalogue's leave
    day        date NOT NULL REFERENCES invest_days (day),
    grp        text NOT NULL,
    position   int  NOT NULL,
    product_id uuid NOT NULL REFERENCES products (id),
    PRIMARY KEY (day, grp, position)
);

-- +goose Down
DROP TABLE invest_stories, invest_figures, invest_days;
