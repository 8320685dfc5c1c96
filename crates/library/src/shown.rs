//! Which tempo and key of a track are shown. The values of every origin are kept beside each other;
//! the choice is `pika_domain::chosen`, made here whenever one of them changes.

use pika_domain::{Bpm, Key, Provenance, Sourced, TempoBand, TrackId, chosen};
use rusqlite::{Connection, params};

use crate::LibraryError;
use crate::sql::{band_number, bpm, key, provenance, provenance_name, wheel_place};

/// A tempo as one origin gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tempo {
    pub(crate) notated: Option<Bpm>,
    pub(crate) danced: Bpm,
    /// 0 to 1.
    pub(crate) confidence: Option<f64>,
}

/// A key as one origin gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct KeyReading {
    pub(crate) key: Key,
    /// 0 to 1.
    pub(crate) confidence: Option<f64>,
}

/// Sets or, with `None`, takes back what one origin says of the tempo. Call [`refresh`] afterwards.
pub(crate) fn set_tempo(
    connection: &Connection,
    track: TrackId,
    origin: Provenance,
    tempo: Option<Tempo>,
) -> Result<(), LibraryError> {
    let origin = provenance_name(origin);
    match tempo {
        Some(tempo) => connection
            .prepare_cached(
                "INSERT INTO tempos (track_id, provenance, notated, danced, confidence)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET notated = excluded.notated,
                     danced = excluded.danced, confidence = excluded.confidence",
            )?
            .execute(params![
                track.0,
                origin,
                tempo.notated.map(Bpm::value),
                tempo.danced.value(),
                tempo.confidence
            ])?,
        None => connection
            .prepare_cached("DELETE FROM tempos WHERE track_id = ?1 AND provenance = ?2")?
            .execute(params![track.0, origin])?,
    };
    Ok(())
}

/// Sets or, with `None`, takes back what one origin says of the key. Call [`refresh`] afterwards.
pub(crate) fn set_key(
    connection: &Connection,
    track: TrackId,
    origin: Provenance,
    reading: Option<KeyReading>,
) -> Result<(), LibraryError> {
    let origin = provenance_name(origin);
    match reading {
        Some(reading) => connection
            .prepare_cached(
                "INSERT INTO keys (track_id, provenance, key, confidence)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET key = excluded.key, confidence = excluded.confidence",
            )?
            .execute(params![track.0, origin, reading.key.to_string(), reading.confidence])?,
        None => connection
            .prepare_cached("DELETE FROM keys WHERE track_id = ?1 AND provenance = ?2")?
            .execute(params![track.0, origin])?,
    };
    Ok(())
}

/// Every tempo of a track, most trusted first.
pub(crate) fn tempos(
    connection: &Connection,
    track: TrackId,
) -> Result<Vec<Sourced<Tempo>>, LibraryError> {
    let mut statement = connection.prepare_cached(
        "SELECT provenance, notated, danced, confidence FROM tempos WHERE track_id = ?1",
    )?;
    let rows = statement.query_map([track.0], |row| {
        let origin = provenance(row.get_ref("provenance")?.as_str()?);
        let (notated, danced) = (bpm(row, "notated")?, bpm(row, "danced")?);
        let confidence = row.get("confidence")?;
        Ok(origin.zip(danced).map(|(provenance, danced)| Sourced {
            value: Tempo { notated, danced, confidence },
            provenance,
        }))
    })?;
    most_trusted_first(rows)
}

/// Every key of a track, most trusted first.
pub(crate) fn keys(
    connection: &Connection,
    track: TrackId,
) -> Result<Vec<Sourced<KeyReading>>, LibraryError> {
    let mut statement = connection
        .prepare_cached("SELECT provenance, key, confidence FROM keys WHERE track_id = ?1")?;
    let rows = statement.query_map([track.0], |row| {
        let origin = provenance(row.get_ref("provenance")?.as_str()?);
        let confidence = row.get("confidence")?;
        Ok(origin
            .zip(key(row, "key")?)
            .map(|(provenance, key)| Sourced { value: KeyReading { key, confidence }, provenance }))
    })?;
    most_trusted_first(rows)
}

fn most_trusted_first<T>(
    rows: impl Iterator<Item = rusqlite::Result<Option<Sourced<T>>>>,
) -> Result<Vec<Sourced<T>>, LibraryError> {
    let read: Vec<_> = rows.collect::<Result<_, _>>()?;
    let mut values: Vec<_> = read.into_iter().flatten().collect();
    values.sort_by_key(|sourced| std::cmp::Reverse(sourced.provenance));
    Ok(values)
}

/// Writes the chosen tempo and key into the track's row, where lists sort and filter by them.
pub(crate) fn refresh(connection: &Connection, track: TrackId) -> Result<(), LibraryError> {
    let tempo = chosen(&tempos(connection, track)?).map(|sourced| sourced.value.danced);
    let key = chosen(&keys(connection, track)?).map(|sourced| sourced.value.key);
    connection
        .prepare_cached(
            "UPDATE tracks SET shown_bpm = ?2, shown_band = ?3, shown_key = ?4 WHERE id = ?1",
        )?
        .execute(params![
            track.0,
            tempo.map(Bpm::value),
            tempo.map(|danced| band_number(TempoBand::of(danced))),
            key.map(wheel_place)
        ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{TrackQuery, TrackSort, fixture};

    fn origins() -> impl Strategy<Value = Provenance> {
        prop::sample::select(vec![
            Provenance::Tags,
            Provenance::DjProgram,
            Provenance::Analysis,
            Provenance::Hand,
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn lists_sort_and_filter_by_what_the_rule_chooses(
            values in prop::collection::vec(
                (0..4_usize, origins(), prop::option::of(60.0..160.0), prop::option::of(0..24_u8)),
                1..60,
            )
        ) {
            let (_folder, library) = fixture::library();
            let tracks = ["a", "b", "c", "d"].map(|title| fixture::add_track(&library, title));
            library.write(|transaction| {
                for (index, origin, bpm, key) in values {
                    let (track, tempo) = (tracks[index], bpm.and_then(|bpm| Bpm::new(bpm).ok()));
                    let tempo =
                        tempo.map(|danced| Tempo { notated: None, danced, confidence: None });
                    let key = key.and_then(|key| crate::sql::key_at(i64::from(key) + 2));
                    let key = key.map(|key| KeyReading { key, confidence: None });
                    set_tempo(transaction, track, origin, tempo)?;
                    set_key(transaction, track, origin, key)?;
                    refresh(transaction, track)?;
                }
                Ok(())
            }).expect("written");

            let (mut tempo, mut key) = (Vec::new(), Vec::new());
            library.read(|transaction| {
                for track in tracks {
                    let values = tempos(transaction, track)?;
                    tempo.push(chosen(&values).map(|sourced| sourced.value.danced));
                    let values = keys(transaction, track)?;
                    key.push(chosen(&values).map(|sourced| sourced.value.key.into()));
                }
                Ok(())
            }).expect("read");
            let by_title = TrackQuery { sort: TrackSort::Title, ..TrackQuery::default() };
            let page = library.list_tracks(&by_title).expect("listed");
            prop_assert_eq!(page.rows.iter().map(|row| row.bpm).collect::<Vec<_>>(), tempo.clone());
            prop_assert_eq!(page.rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>(), key);

            for band in [TempoBand::Slow, TempoBand::Medium, TempoBand::Fast, TempoBand::VeryFast] {
                let expected = tempo.iter().flatten().filter(|bpm| TempoBand::of(**bpm) == band);
                let query = TrackQuery { bands: vec![band], ..TrackQuery::default() };
                let page = library.list_tracks(&query).expect("listed");
                prop_assert_eq!(page.total as usize, expected.count());
                prop_assert!(page.rows.iter().all(|row| row.band == Some(band)));
                prop_assert_eq!(page.rows.len(), page.total as usize);
            }
            let by_bpm = TrackQuery { sort: TrackSort::Bpm, ..TrackQuery::default() };
            let page = library.list_tracks(&by_bpm).expect("listed");
            let mut expected: Vec<_> = tempo.iter().flatten().copied().collect();
            expected.sort_by(|a, b| a.value().total_cmp(&b.value()));
            let shown: Vec<_> = page.rows.iter().filter_map(|row| row.bpm).collect();
            prop_assert_eq!(&shown, &expected);
            prop_assert_eq!(
                page.rows.iter().take_while(|row| row.bpm.is_some()).count(),
                expected.len(),
                "tracks without a tempo come last"
            );
        }
    }
}
