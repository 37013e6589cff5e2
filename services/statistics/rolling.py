"""The statements that roll cells up: an office's count is counted by all above it.

Each takes the cells a column at a time, multiplies them by the agencies on the office's
path and by "its procedure, all procedures", and adds them to what is kept. Rows are
sorted, so that two writers never wait for each other in a circle.
"""

ADD_DAYS = """
    INSERT INTO statistics_dailyfigure AS kept
        (agency_id, day, procedure_id, level, mode, channel, is_assisted,
         tier, accepted, fee_bearing, paid_online, digitised, early, on_time, late,
         ended, with_file, days, late_change, paused_change)
    SELECT above.id, cell.day, rolled.procedure, cell.level, cell.mode, cell.channel,
        cell.assisted, agency.level, sum(accepted), sum(fee_bearing), sum(paid_online),
        sum(digitised), sum(early), sum(on_time), sum(late), sum(ended),
        sum(with_file), sum(days), sum(late_change), sum(paused_change)
    FROM unnest(
        %s::date[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[],
        %s::text[], %s::boolean[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]
    ) AS cell (day, office, procedure, level, mode, channel, assisted, accepted,
        fee_bearing, paid_online, digitised, early, on_time, late, ended, with_file,
        days, late_change, paused_change)
    JOIN accounts_agency AS agency ON agency.id = cell.office
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    CROSS JOIN LATERAL (VALUES (cell.procedure), (NULL)) AS rolled (procedure)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (agency_id, day, procedure_id, level, mode, channel, is_assisted,
        tier)
    DO UPDATE SET
        accepted = kept.accepted + excluded.accepted,
        fee_bearing = kept.fee_bearing + excluded.fee_bearing,
        paid_online = kept.paid_online + excluded.paid_online,
        digitised = kept.digitised + excluded.digitised,
        early = kept.early + excluded.early,
        on_time = kept.on_time + excluded.on_time,
        late = kept.late + excluded.late,
        ended = kept.ended + excluded.ended,
        with_file = kept.with_file + excluded.with_file,
        days = kept.days + excluded.days,
        late_change = kept.late_change + excluded.late_change,
        paused_change = kept.paused_change + excluded.paused_change
"""

ADD_MONTHS = """
    INSERT INTO statistics_monthlyfigure AS kept
        (agency_id, month, procedure_id, level, mode, channel, is_assisted,
         tier, accepted, fee_bearing, paid_online, digitised, early, on_time, late,
         ended, with_file, days, late_change, paused_change)
    SELECT above.id, date_trunc('month', cell.day)::date, rolled.procedure, cell.level,
        cell.mode, cell.channel, cell.assisted, agency.level, sum(accepted),
        sum(fee_bearing), sum(paid_online), sum(digitised), sum(early), sum(on_time),
        sum(late), sum(ended), sum(with_file), sum(days), sum(late_change),
        sum(paused_change)
    FROM unnest(
        %s::date[], %s::bigint[], %s::bigint[], %s::smallint[], %s::text[],
        %s::text[], %s::boolean[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]
    ) AS cell (day, office, procedure, level, mode, channel, assisted, accepted,
        fee_bearing, paid_online, digitised, early, on_time, late, ended, with_file,
        days, late_change, paused_change)
    JOIN accounts_agency AS agency ON agency.id = cell.office
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    CROSS JOIN LATERAL (VALUES (cell.procedure), (NULL)) AS rolled (procedure)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (agency_id, month, procedure_id, level, mode, channel, is_assisted,
        tier)
    DO UPDATE SET
        accepted = kept.accepted + excluded.accepted,
        fee_bearing = kept.fee_bearing + excluded.fee_bearing,
        paid_online = kept.paid_online + excluded.paid_online,
        digitised = kept.digitised + excluded.digitised,
        early = kept.early + excluded.early,
        on_time = kept.on_time + excluded.on_time,
        late = kept.late + excluded.late,
        ended = kept.ended + excluded.ended,
        with_file = kept.with_file + excluded.with_file,
        days = kept.days + excluded.days,
        late_change = kept.late_change + excluded.late_change,
        paused_change = kept.paused_change + excluded.paused_change
"""

ADD_DURATIONS = """
    INSERT INTO statistics_duration AS kept
        (agency_id, month, procedure_id, bucket, dossiers)
    SELECT above.id, cell.month, rolled.procedure, cell.bucket, sum(cell.dossiers)
    FROM unnest(%s::date[], %s::bigint[], %s::bigint[], %s::smallint[], %s::bigint[])
        AS cell (month, office, procedure, bucket, dossiers)
    JOIN accounts_agency AS agency ON agency.id = cell.office
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    CROSS JOIN LATERAL (VALUES (cell.procedure), (NULL)) AS rolled (procedure)
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (agency_id, month, procedure_id, bucket)
    DO UPDATE SET dossiers = kept.dossiers + excluded.dossiers
"""

ADD_RHYTHM = """
    INSERT INTO statistics_rhythm AS kept
        (agency_id, month, weekday, hour, channel, dossiers)
    SELECT above.id, cell.month, cell.weekday, cell.hour, cell.channel,
        sum(cell.dossiers)
    FROM unnest(
        %s::date[], %s::bigint[], %s::smallint[], %s::smallint[], %s::text[],
        %s::bigint[]
    ) AS cell (month, office, weekday, hour, channel, dossiers)
    JOIN accounts_agency AS agency ON agency.id = cell.office
    CROSS JOIN LATERAL unnest(string_to_array(agency.path, '.')::bigint[]) AS above (id)
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (agency_id, month, weekday, hour, channel)
    DO UPDATE SET dossiers = kept.dossiers + excluded.dossiers
"""
