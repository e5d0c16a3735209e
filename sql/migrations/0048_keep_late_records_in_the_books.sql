-- A record that came too late stays accounted for as long as the days beside which it stands in the books.
ALTER TABLE too_late
    MODIFY TTL inserted_at + INTERVAL 10 YEAR;
