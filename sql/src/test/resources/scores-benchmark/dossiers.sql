INSERT INTO dossier (commune_code, day, dossier_code, version, procedure_code, channel, level, status, outcome, submitted_at, accepted_at, due_at, ended_at, supplements, waiting, fee_due_vnd, fee_paid_online, first_arrival_at, last_arrival_at, late_arrival, suspected_sync_fault, deleted)
WITH cityHash64(code, day, k) AS h,
  toDateTime64(toString(day) || ' 01:00:00', 3, 'UTC') + INTERVAL (h % 28800) SECOND AS sub,
  (h DIV 7) % 1000 AS luck,
  sub + INTERVAL 5 DAY AS due,
  multiIf(luck < 20, 90, luck < 100, 7, luck < 940, 1 + luck % 4, 60) AS after_days,
  sub + toIntervalDay(after_days) AS ended0,
  if(luck >= 990 OR ended0 > toDateTime64('2026-12-31 03:00:00',3,'UTC'), NULL, ended0) AS ended
SELECT code, day, concat('H', code, '.', toString(toYYYYMMDD(day)), '-', toString(k)), 5,
  concat('1.00', toString(1000 + toUInt32(pow((h DIV 11) % 10000 / 10000., 3) * 150))), ['counter','online','postal'][1 + ((h DIV 13) % 10 >= 4) + ((h DIV 13) % 10 >= 9)],
  if(h % 2 = 0, 'full', 'partial'), if(ended IS NULL, 'in_progress', 'done'),
  multiIf(ended IS NULL, 'open', ended <= due, 'on_time', 'late'), sub, sub + INTERVAL 2 HOUR, due, ended, luck % 50 = 0, ended IS NULL AND luck % 3 = 0, if(h % 2 = 0, 50000, NULL), h % 4 = 0, sub, sub, 0, luck % 100 = 0, 0
FROM (SELECT code, :from + number AS day, k FROM (SELECT code FROM roster_unit WHERE valid_to > '2026-12-31') AS u CROSS JOIN (SELECT number FROM numbers(:days)) AS d ARRAY JOIN range(1 + (cityHash64(code, number) % 3 = 0)) AS k)
