(
        SELECT groupArray(code)
        FROM (SELECT * FROM unit FINAL ORDER BY loaded DESC LIMIT 1 WITH TIES)
        WHERE province_code = {{ province }}
    )