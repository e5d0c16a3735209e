-- What of a record may be stored still goes after 90 days; its place and its fault stay.
ALTER TABLE dead_letter
    MODIFY COLUMN payload String TTL inserted_at + INTERVAL 90 DAY;
