deleted = 0 AND outcome != 'declined' AND
        (
            ended_at IS NULL
            OR if(
                ended_by_day,
                toDate(ended_at, 'Asia/Ho_Chi_Minh')
                    > toDate(subtractMilliseconds({{ at }}, 1), 'Asia/Ho_Chi_Minh'),
                ended_at >= {{ at }})
        )