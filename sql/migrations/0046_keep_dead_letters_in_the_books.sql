-- A reject stays accounted for as long as the days beside which it stands in the books.
ALTER TABLE dead_letter
    MODIFY TTL inserted_at + INTERVAL 10 YEAR;
