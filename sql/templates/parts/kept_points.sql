SELECT *
FROM {table:Identifier}
WHERE ({{ province }} = '' OR province_code = {{ province }})
    AND frame = {{ frame }} AND from_day = {{ from_day }} AND to_day = {{ to_day }}
    AND load = if({{ catalogue }} = 0, (SELECT max(load) FROM catalogue_load), {{ catalogue }})
    AND as_of <= {{ at }}
    AND as_of >= {{ at }} - toIntervalSecond({lag_seconds:UInt32})
