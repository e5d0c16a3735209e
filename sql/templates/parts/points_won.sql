round(
            multiIf(
                worth IS NULL OR target IS NULL OR lacks, NULL,
                rate IS NULL, multiIf(zero = 'zero', 0., zero = 'full', worth, NULL),
                rules.kind = 'criteria', toFloat64({% include "parts/target_met.sql" %}),
                better = 'lower', worth * if(rate <= target, 1., target / rate),
                worth * least(1., rate / target)),
            2)