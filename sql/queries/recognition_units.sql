-- How far each commune is with its recognition: its furthest step per year registered for, with date and document. Former
-- communes as they were declared, and, marked, restated on today's communes (docs/scoring.md, recognition and former units).
--
-- Parameters
--   province   String          two digits of today, or '' for the whole country
--   to_day     Date            steps taken on this local day or later are not seen
--   at         DateTime64(3)   instant (UTC): nor those declared later
-- Rows: one per unit and year, ordered by province, unit and year.
--   province_code, unit_level, unit, name
--   district         code of the former district of a former commune, else ''
--   year             registered for
--   step             registered, self-assessed, appraised or recognised; restated: the furthest that all former units reached,
--                    '' when not all reached one
--   step_on, document, declared_at, office   of that step; restated: the latest day, all documents and offices
--   units            1; restated: how many former units
--   registered, self_assessed, appraised, recognised   how many of them reached the step or a later one
--   recognised_on    day of the (last) recognition, or null
--   restated         1: counted from the former units listed in former_units
--   steps            every step: number (1 to 4), day, document
SELECT *
FROM recognition_unit(
    province = {province:String},
    to_day = {to_day:Date},
    at = {at:DateTime64(3, 'UTC')})
ORDER BY province_code, unit_level, unit, year, restated
