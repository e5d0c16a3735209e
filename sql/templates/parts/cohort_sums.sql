SELECT
        {{ bucket }} AS bucket,
        {numerator_factor_1:Float64} * sum({numerator_1:Identifier})
            + {numerator_factor_2:Float64} * sum({numerator_2:Identifier}) AS won,
        {denominator_factor_1:Float64} * sum({denominator_1:Identifier})
            + {denominator_factor_2:Float64} * sum({denominator_2:Identifier}) AS possible
    FROM {{ table }} FINAL
    WHERE day >= {{ from_day }} AND day < least({{ to_day }}, toDate({{ at }}, 'Asia/Ho_Chi_Minh') + 1)
        AND commune_code = {{ commune }}
    GROUP BY bucket