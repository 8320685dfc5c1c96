// Generated from server-message.schema.json by `npm run generate`. Do not edit.
/* eslint-disable */
export const isServerMessage = validate21;
const schema6 = {
  title: 'ServerMessage',
  oneOf: [
    {
      type: 'object',
      properties: {
        lastSeq: { type: ['integer', 'null'], format: 'uint64', minimum: 0 },
        messageId: { type: 'string' },
        status: { $ref: '#/$defs/AckStatus' },
        timestamp: { type: 'string', maxLength: 30, minLength: 20 },
        type: { type: 'string', const: 'ACK' },
      },
      required: ['type', 'messageId', 'status', 'timestamp'],
    },
    {
      type: 'object',
      properties: {
        code: { $ref: '#/$defs/NackCode' },
        error: { type: 'string' },
        lastSeq: { type: ['integer', 'null'], format: 'uint64', minimum: 0 },
        messageId: { type: ['string', 'null'] },
        retryAfterMs: { type: ['integer', 'null'], format: 'uint64', minimum: 0 },
        timestamp: { type: 'string', maxLength: 30, minLength: 20 },
        type: { type: 'string', const: 'NACK' },
      },
      required: ['type', 'code', 'error', 'timestamp'],
    },
    {
      type: 'object',
      properties: {
        sessions: { type: 'array', items: { $ref: '#/$defs/SessionView' } },
        type: { type: 'string', const: 'SESSIONS_LIST' },
      },
      required: ['type', 'sessions'],
    },
    {
      type: 'object',
      properties: {
        count: { type: 'integer', format: 'uint32', minimum: 0 },
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'LISTENER_COUNT' },
      },
      required: ['type', 'sessionId', 'count'],
    },
    {
      type: 'object',
      properties: {
        djName: { type: 'string' },
        durationMs: { type: ['integer', 'null'], format: 'uint64', minimum: 0 },
        likes: { type: 'integer', format: 'uint32', minimum: 0 },
        playId: { type: 'string' },
        sessionId: { type: 'string' },
        startedAt: { type: 'string', maxLength: 30, minLength: 20 },
        track: { $ref: '#/$defs/WireTrack' },
        type: { type: 'string', const: 'NOW_PLAYING' },
      },
      required: ['type', 'sessionId', 'djName', 'track', 'playId', 'startedAt', 'likes'],
    },
    {
      type: 'object',
      properties: {
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'TRACK_STOPPED' },
      },
      required: ['type', 'sessionId'],
    },
    {
      type: 'object',
      properties: {
        djName: { type: 'string' },
        sessionId: { type: 'string' },
        startTime: { type: 'string', maxLength: 30, minLength: 20 },
        type: { type: 'string', const: 'SESSION_STARTED' },
      },
      required: ['type', 'sessionId', 'djName', 'startTime'],
    },
    {
      type: 'object',
      properties: {
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'SESSION_ENDED' },
      },
      required: ['type', 'sessionId'],
    },
    {
      type: 'object',
      properties: {
        playId: { type: 'string' },
        sessionId: { type: 'string' },
        track: { $ref: '#/$defs/WireTrack' },
        type: { type: 'string', const: 'METADATA_UPDATED' },
      },
      required: ['type', 'sessionId', 'playId', 'track'],
    },
    {
      type: 'object',
      properties: { sessionId: { type: 'string' }, type: { type: 'string', const: 'TEMPO_RESET' } },
      required: ['type', 'sessionId'],
    },
    {
      type: 'object',
      properties: {
        faster: { type: 'integer', format: 'uint32', minimum: 0 },
        perfect: { type: 'integer', format: 'uint32', minimum: 0 },
        sessionId: { type: 'string' },
        slower: { type: 'integer', format: 'uint32', minimum: 0 },
        total: { type: 'integer', format: 'uint32', minimum: 0 },
        type: { type: 'string', const: 'TEMPO_FEEDBACK' },
      },
      required: ['type', 'sessionId', 'slower', 'perfect', 'faster', 'total'],
    },
    {
      type: 'object',
      properties: {
        endsAt: { type: 'string', maxLength: 30, minLength: 20 },
        preference: { $ref: '#/$defs/TempoVote' },
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'TEMPO_VOTED' },
      },
      required: ['type', 'sessionId', 'preference', 'endsAt'],
    },
    {
      type: 'object',
      properties: {
        endsAt: { type: ['string', 'null'], maxLength: 30, minLength: 20 },
        hasVoted: { type: 'boolean' },
        options: { type: 'array', items: { type: 'string' } },
        pollId: { type: 'integer', format: 'uint64', minimum: 0 },
        question: { type: 'string' },
        seq: { type: 'integer', format: 'uint64', minimum: 0 },
        sessionId: { type: 'string' },
        totalVotes: { type: 'integer', format: 'uint32', minimum: 0 },
        type: { type: 'string', const: 'POLL_STARTED' },
        votedOptionIndex: { type: ['integer', 'null'], format: 'uint32', minimum: 0 },
        votes: { type: 'array', items: { type: 'integer', format: 'uint32', minimum: 0 } },
      },
      required: [
        'type',
        'sessionId',
        'pollId',
        'seq',
        'question',
        'options',
        'votes',
        'totalVotes',
        'hasVoted',
      ],
    },
    {
      type: 'object',
      properties: {
        pollId: { type: 'integer', format: 'uint64', minimum: 0 },
        sessionId: { type: 'string' },
        totalVotes: { type: 'integer', format: 'uint32', minimum: 0 },
        type: { type: 'string', const: 'POLL_UPDATE' },
        votes: { type: 'array', items: { type: 'integer', format: 'uint32', minimum: 0 } },
      },
      required: ['type', 'sessionId', 'pollId', 'votes', 'totalVotes'],
    },
    {
      type: 'object',
      properties: {
        pollId: { type: 'integer', format: 'uint64', minimum: 0 },
        results: { type: 'array', items: { type: 'integer', format: 'uint32', minimum: 0 } },
        seq: { type: 'integer', format: 'uint64', minimum: 0 },
        sessionId: { type: 'string' },
        totalVotes: { type: 'integer', format: 'uint32', minimum: 0 },
        type: { type: 'string', const: 'POLL_ENDED' },
        winnerIndex: { type: 'integer', format: 'int32' },
      },
      required: ['type', 'sessionId', 'pollId', 'seq', 'results', 'totalVotes', 'winnerIndex'],
    },
    {
      type: 'object',
      properties: {
        djName: { type: 'string' },
        endsAt: { type: ['string', 'null'], maxLength: 30, minLength: 20 },
        message: { type: 'string' },
        sessionId: { type: 'string' },
        timestamp: { type: 'string', maxLength: 30, minLength: 20 },
        type: { type: 'string', const: 'ANNOUNCEMENT_RECEIVED' },
      },
      required: ['type', 'sessionId', 'message', 'djName', 'timestamp'],
    },
    {
      type: 'object',
      properties: {
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'ANNOUNCEMENT_CANCELLED' },
      },
      required: ['type', 'sessionId'],
    },
    {
      type: 'object',
      properties: {
        reason: { type: 'string' },
        seq: { type: 'integer', format: 'uint64', minimum: 0 },
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'ANNOUNCEMENT_NOT_PUSHED' },
      },
      required: ['type', 'sessionId', 'seq', 'reason'],
    },
    {
      type: 'object',
      properties: {
        sessionId: { type: 'string' },
        state: { $ref: '#/$defs/DjConnectionState' },
        type: { type: 'string', const: 'DJ_CONNECTION' },
      },
      required: ['type', 'sessionId', 'state'],
    },
    {
      type: 'object',
      properties: {
        count: { type: 'integer', format: 'uint32', minimum: 0 },
        playId: { type: 'string' },
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'LIKE_COUNT' },
      },
      required: ['type', 'sessionId', 'playId', 'count'],
    },
    {
      type: 'object',
      properties: {
        plays: { type: 'array', items: { $ref: '#/$defs/PlayView' } },
        sessionId: { type: 'string' },
        type: { type: 'string', const: 'RECENT_PLAYS' },
      },
      required: ['type', 'sessionId', 'plays'],
    },
    {
      type: 'object',
      properties: {
        serverTime: { type: 'string', maxLength: 30, minLength: 20 },
        type: { type: 'string', const: 'PONG' },
      },
      required: ['type', 'serverTime'],
    },
    {
      type: 'object',
      properties: {
        message: { type: 'string' },
        type: { type: 'string', const: 'SERVER_SHUTDOWN' },
      },
      required: ['type', 'message'],
    },
  ],
  $defs: {
    AckStatus: { type: 'string', enum: ['ok'] },
    DjConnectionState: {
      oneOf: [
        { type: 'string', enum: ['connected'] },
        { type: 'string', const: 'reconnecting' },
        { type: 'string', const: 'paused' },
      ],
    },
    LikePayload: {
      type: 'object',
      properties: { track: { $ref: '#/$defs/WireTrack' } },
      required: ['track'],
    },
    NackCode: {
      type: 'string',
      enum: [
        'invalid',
        'unauthorized',
        'not_owner',
        'unknown_session',
        'rate_limited',
        'conflict',
        'unsupported_version',
        'server_busy',
      ],
    },
    PlayView: {
      type: 'object',
      properties: {
        liked: { type: 'boolean' },
        likes: { type: 'integer', format: 'uint32', minimum: 0 },
        playId: { type: 'string' },
        startedAt: { type: 'string', maxLength: 30, minLength: 20 },
        track: { $ref: '#/$defs/WireTrack' },
      },
      required: ['playId', 'track', 'startedAt', 'likes', 'liked'],
    },
    Reaction: { type: 'string', enum: ['thank_you'] },
    SessionView: {
      type: 'object',
      properties: {
        currentTrack: { anyOf: [{ $ref: '#/$defs/WireTrack' }, { type: 'null' }] },
        djName: { type: 'string' },
        sessionId: { type: 'string' },
        startedAt: { type: ['string', 'null'], maxLength: 30, minLength: 20 },
      },
      required: ['sessionId', 'djName'],
    },
    TempoVote: { type: 'string', enum: ['slower', 'perfect', 'faster'] },
    WireTrack: {
      type: 'object',
      properties: {
        acousticness: { type: ['number', 'null'], maximum: 100, minimum: 0 },
        artist: { type: 'string', maxLength: 500, minLength: 1 },
        bpm: { type: ['number', 'null'], maximum: 300, minimum: 40 },
        brightness: { type: ['number', 'null'], maximum: 100, minimum: 0 },
        danceability: { type: ['number', 'null'], maximum: 100, minimum: 0 },
        energy: { type: ['number', 'null'], maximum: 100, minimum: 0 },
        groove: { type: ['number', 'null'], maximum: 100, minimum: 0 },
        key: { type: ['string', 'null'], maxLength: 10, minLength: 1 },
        title: { type: 'string', maxLength: 500, minLength: 1 },
      },
      required: ['title', 'artist'],
    },
  },
  type: 'object',
  discriminator: { propertyName: 'type' },
};
const schema7 = { type: 'string', enum: ['ok'] };
function validate22(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (typeof data !== 'string') {
    validate22.errors = [0];
    return false;
  }
  if (!(data === 'ok')) {
    validate22.errors = [0];
    return false;
  }
  validate22.errors = vErrors;
  return errors === 0;
}
const schema8 = {
  type: 'string',
  enum: [
    'invalid',
    'unauthorized',
    'not_owner',
    'unknown_session',
    'rate_limited',
    'conflict',
    'unsupported_version',
    'server_busy',
  ],
};
function validate24(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (typeof data !== 'string') {
    validate24.errors = [0];
    return false;
  }
  if (!(
    data === 'invalid' ||
    data === 'unauthorized' ||
    data === 'not_owner' ||
    data === 'unknown_session' ||
    data === 'rate_limited' ||
    data === 'conflict' ||
    data === 'unsupported_version' ||
    data === 'server_busy'
  )) {
    validate24.errors = [0];
    return false;
  }
  validate24.errors = vErrors;
  return errors === 0;
}
const schema9 = {
  type: 'object',
  properties: {
    currentTrack: { anyOf: [{ $ref: '#/$defs/WireTrack' }, { type: 'null' }] },
    djName: { type: 'string' },
    sessionId: { type: 'string' },
    startedAt: { type: ['string', 'null'], maxLength: 30, minLength: 20 },
  },
  required: ['sessionId', 'djName'],
};
const schema10 = {
  type: 'object',
  properties: {
    acousticness: { type: ['number', 'null'], maximum: 100, minimum: 0 },
    artist: { type: 'string', maxLength: 500, minLength: 1 },
    bpm: { type: ['number', 'null'], maximum: 300, minimum: 40 },
    brightness: { type: ['number', 'null'], maximum: 100, minimum: 0 },
    danceability: { type: ['number', 'null'], maximum: 100, minimum: 0 },
    energy: { type: ['number', 'null'], maximum: 100, minimum: 0 },
    groove: { type: ['number', 'null'], maximum: 100, minimum: 0 },
    key: { type: ['string', 'null'], maxLength: 10, minLength: 1 },
    title: { type: 'string', maxLength: 500, minLength: 1 },
  },
  required: ['title', 'artist'],
};
const func2 = (text) => [...text].length;
function validate27(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      let missing0;
      if (
        (data.title === undefined && (missing0 = 'title')) ||
        (data.artist === undefined && (missing0 = 'artist'))
      ) {
        validate27.errors = [0];
        return false;
      } else {
        if (data.acousticness !== undefined) {
          let data0 = data.acousticness;
          const _errs1 = errors;
          if (!(typeof data0 == 'number' && isFinite(data0)) && data0 !== null) {
            validate27.errors = [0];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == 'number' && isFinite(data0)) {
              if (data0 > 100 || isNaN(data0)) {
                validate27.errors = [0];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate27.errors = [0];
                  return false;
                }
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.artist !== undefined) {
            let data1 = data.artist;
            const _errs3 = errors;
            if (errors === _errs3) {
              if (typeof data1 === 'string') {
                if (func2(data1) > 500) {
                  validate27.errors = [0];
                  return false;
                } else {
                  if (func2(data1) < 1) {
                    validate27.errors = [0];
                    return false;
                  }
                }
              } else {
                validate27.errors = [0];
                return false;
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.bpm !== undefined) {
              let data2 = data.bpm;
              const _errs5 = errors;
              if (!(typeof data2 == 'number' && isFinite(data2)) && data2 !== null) {
                validate27.errors = [0];
                return false;
              }
              if (errors === _errs5) {
                if (typeof data2 == 'number' && isFinite(data2)) {
                  if (data2 > 300 || isNaN(data2)) {
                    validate27.errors = [0];
                    return false;
                  } else {
                    if (data2 < 40 || isNaN(data2)) {
                      validate27.errors = [0];
                      return false;
                    }
                  }
                }
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.brightness !== undefined) {
                let data3 = data.brightness;
                const _errs7 = errors;
                if (!(typeof data3 == 'number' && isFinite(data3)) && data3 !== null) {
                  validate27.errors = [0];
                  return false;
                }
                if (errors === _errs7) {
                  if (typeof data3 == 'number' && isFinite(data3)) {
                    if (data3 > 100 || isNaN(data3)) {
                      validate27.errors = [0];
                      return false;
                    } else {
                      if (data3 < 0 || isNaN(data3)) {
                        validate27.errors = [0];
                        return false;
                      }
                    }
                  }
                }
                var valid0 = _errs7 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.danceability !== undefined) {
                  let data4 = data.danceability;
                  const _errs9 = errors;
                  if (!(typeof data4 == 'number' && isFinite(data4)) && data4 !== null) {
                    validate27.errors = [0];
                    return false;
                  }
                  if (errors === _errs9) {
                    if (typeof data4 == 'number' && isFinite(data4)) {
                      if (data4 > 100 || isNaN(data4)) {
                        validate27.errors = [0];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate27.errors = [0];
                          return false;
                        }
                      }
                    }
                  }
                  var valid0 = _errs9 === errors;
                } else {
                  var valid0 = true;
                }
                if (valid0) {
                  if (data.energy !== undefined) {
                    let data5 = data.energy;
                    const _errs11 = errors;
                    if (!(typeof data5 == 'number' && isFinite(data5)) && data5 !== null) {
                      validate27.errors = [0];
                      return false;
                    }
                    if (errors === _errs11) {
                      if (typeof data5 == 'number' && isFinite(data5)) {
                        if (data5 > 100 || isNaN(data5)) {
                          validate27.errors = [0];
                          return false;
                        } else {
                          if (data5 < 0 || isNaN(data5)) {
                            validate27.errors = [0];
                            return false;
                          }
                        }
                      }
                    }
                    var valid0 = _errs11 === errors;
                  } else {
                    var valid0 = true;
                  }
                  if (valid0) {
                    if (data.groove !== undefined) {
                      let data6 = data.groove;
                      const _errs13 = errors;
                      if (!(typeof data6 == 'number' && isFinite(data6)) && data6 !== null) {
                        validate27.errors = [0];
                        return false;
                      }
                      if (errors === _errs13) {
                        if (typeof data6 == 'number' && isFinite(data6)) {
                          if (data6 > 100 || isNaN(data6)) {
                            validate27.errors = [0];
                            return false;
                          } else {
                            if (data6 < 0 || isNaN(data6)) {
                              validate27.errors = [0];
                              return false;
                            }
                          }
                        }
                      }
                      var valid0 = _errs13 === errors;
                    } else {
                      var valid0 = true;
                    }
                    if (valid0) {
                      if (data.key !== undefined) {
                        let data7 = data.key;
                        const _errs15 = errors;
                        if (typeof data7 !== 'string' && data7 !== null) {
                          validate27.errors = [0];
                          return false;
                        }
                        if (errors === _errs15) {
                          if (typeof data7 === 'string') {
                            if (func2(data7) > 10) {
                              validate27.errors = [0];
                              return false;
                            } else {
                              if (func2(data7) < 1) {
                                validate27.errors = [0];
                                return false;
                              }
                            }
                          }
                        }
                        var valid0 = _errs15 === errors;
                      } else {
                        var valid0 = true;
                      }
                      if (valid0) {
                        if (data.title !== undefined) {
                          let data8 = data.title;
                          const _errs17 = errors;
                          if (errors === _errs17) {
                            if (typeof data8 === 'string') {
                              if (func2(data8) > 500) {
                                validate27.errors = [0];
                                return false;
                              } else {
                                if (func2(data8) < 1) {
                                  validate27.errors = [0];
                                  return false;
                                }
                              }
                            } else {
                              validate27.errors = [0];
                              return false;
                            }
                          }
                          var valid0 = _errs17 === errors;
                        } else {
                          var valid0 = true;
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    } else {
      validate27.errors = [0];
      return false;
    }
  }
  validate27.errors = vErrors;
  return errors === 0;
}
function validate26(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      let missing0;
      if (
        (data.sessionId === undefined && (missing0 = 'sessionId')) ||
        (data.djName === undefined && (missing0 = 'djName'))
      ) {
        validate26.errors = [0];
        return false;
      } else {
        if (data.currentTrack !== undefined) {
          let data0 = data.currentTrack;
          const _errs1 = errors;
          const _errs2 = errors;
          let valid1 = false;
          const _errs3 = errors;
          if (
            !validate27(data0, {
              instancePath: instancePath + '/currentTrack',
              parentData: data,
              parentDataProperty: 'currentTrack',
              rootData,
            })
          ) {
            vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
            errors = vErrors.length;
          }
          var _valid0 = _errs3 === errors;
          valid1 = valid1 || _valid0;
          if (!valid1) {
            const _errs4 = errors;
            if (data0 !== null) {
              const err0 = {
                instancePath: instancePath + '/currentTrack',
                schemaPath: '#/properties/currentTrack/anyOf/1/type',
                keyword: 'type',
                params: { type: 'null' },
              };
              if (vErrors === null) {
                vErrors = [err0];
              } else {
                vErrors.push(err0);
              }
              errors++;
            }
            var _valid0 = _errs4 === errors;
            valid1 = valid1 || _valid0;
          }
          if (!valid1) {
            const err1 = {
              instancePath: instancePath + '/currentTrack',
              schemaPath: '#/properties/currentTrack/anyOf',
              keyword: 'anyOf',
              params: {},
            };
            if (vErrors === null) {
              vErrors = [err1];
            } else {
              vErrors.push(err1);
            }
            errors++;
            validate26.errors = vErrors;
            return false;
          } else {
            errors = _errs2;
            if (vErrors !== null) {
              if (_errs2) {
                vErrors.length = _errs2;
              } else {
                vErrors = null;
              }
            }
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.djName !== undefined) {
            const _errs6 = errors;
            if (typeof data.djName !== 'string') {
              validate26.errors = [0];
              return false;
            }
            var valid0 = _errs6 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.sessionId !== undefined) {
              const _errs8 = errors;
              if (typeof data.sessionId !== 'string') {
                validate26.errors = [0];
                return false;
              }
              var valid0 = _errs8 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.startedAt !== undefined) {
                let data3 = data.startedAt;
                const _errs10 = errors;
                if (typeof data3 !== 'string' && data3 !== null) {
                  validate26.errors = [0];
                  return false;
                }
                if (errors === _errs10) {
                  if (typeof data3 === 'string') {
                    if (func2(data3) > 30) {
                      validate26.errors = [0];
                      return false;
                    } else {
                      if (func2(data3) < 20) {
                        validate26.errors = [0];
                        return false;
                      }
                    }
                  }
                }
                var valid0 = _errs10 === errors;
              } else {
                var valid0 = true;
              }
            }
          }
        }
      }
    } else {
      validate26.errors = [0];
      return false;
    }
  }
  validate26.errors = vErrors;
  return errors === 0;
}
const schema11 = { type: 'string', enum: ['slower', 'perfect', 'faster'] };
function validate32(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (typeof data !== 'string') {
    validate32.errors = [0];
    return false;
  }
  if (!(data === 'slower' || data === 'perfect' || data === 'faster')) {
    validate32.errors = [0];
    return false;
  }
  validate32.errors = vErrors;
  return errors === 0;
}
const schema12 = {
  oneOf: [
    { type: 'string', enum: ['connected'] },
    { type: 'string', const: 'reconnecting' },
    { type: 'string', const: 'paused' },
  ],
};
function validate34(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  const _errs0 = errors;
  let valid0 = false;
  let passing0 = null;
  const _errs1 = errors;
  if (typeof data !== 'string') {
    const err0 = {
      instancePath,
      schemaPath: '#/oneOf/0/type',
      keyword: 'type',
      params: { type: 'string' },
    };
    if (vErrors === null) {
      vErrors = [err0];
    } else {
      vErrors.push(err0);
    }
    errors++;
  }
  if (!(data === 'connected')) {
    const err1 = {
      instancePath,
      schemaPath: '#/oneOf/0/enum',
      keyword: 'enum',
      params: { allowedValues: schema12.oneOf[0].enum },
    };
    if (vErrors === null) {
      vErrors = [err1];
    } else {
      vErrors.push(err1);
    }
    errors++;
  }
  var _valid0 = _errs1 === errors;
  if (_valid0) {
    valid0 = true;
    passing0 = 0;
  }
  const _errs3 = errors;
  if (typeof data !== 'string') {
    const err2 = {
      instancePath,
      schemaPath: '#/oneOf/1/type',
      keyword: 'type',
      params: { type: 'string' },
    };
    if (vErrors === null) {
      vErrors = [err2];
    } else {
      vErrors.push(err2);
    }
    errors++;
  }
  if ('reconnecting' !== data) {
    const err3 = {
      instancePath,
      schemaPath: '#/oneOf/1/const',
      keyword: 'const',
      params: { allowedValue: 'reconnecting' },
    };
    if (vErrors === null) {
      vErrors = [err3];
    } else {
      vErrors.push(err3);
    }
    errors++;
  }
  var _valid0 = _errs3 === errors;
  if (_valid0 && valid0) {
    valid0 = false;
    passing0 = [passing0, 1];
  } else {
    if (_valid0) {
      valid0 = true;
      passing0 = 1;
    }
    const _errs5 = errors;
    if (typeof data !== 'string') {
      const err4 = {
        instancePath,
        schemaPath: '#/oneOf/2/type',
        keyword: 'type',
        params: { type: 'string' },
      };
      if (vErrors === null) {
        vErrors = [err4];
      } else {
        vErrors.push(err4);
      }
      errors++;
    }
    if ('paused' !== data) {
      const err5 = {
        instancePath,
        schemaPath: '#/oneOf/2/const',
        keyword: 'const',
        params: { allowedValue: 'paused' },
      };
      if (vErrors === null) {
        vErrors = [err5];
      } else {
        vErrors.push(err5);
      }
      errors++;
    }
    var _valid0 = _errs5 === errors;
    if (_valid0 && valid0) {
      valid0 = false;
      passing0 = [passing0, 2];
    } else {
      if (_valid0) {
        valid0 = true;
        passing0 = 2;
      }
    }
  }
  if (!valid0) {
    const err6 = {
      instancePath,
      schemaPath: '#/oneOf',
      keyword: 'oneOf',
      params: { passingSchemas: passing0 },
    };
    if (vErrors === null) {
      vErrors = [err6];
    } else {
      vErrors.push(err6);
    }
    errors++;
    validate34.errors = vErrors;
    return false;
  } else {
    errors = _errs0;
    if (vErrors !== null) {
      if (_errs0) {
        vErrors.length = _errs0;
      } else {
        vErrors = null;
      }
    }
  }
  validate34.errors = vErrors;
  return errors === 0;
}
const schema13 = {
  type: 'object',
  properties: {
    liked: { type: 'boolean' },
    likes: { type: 'integer', format: 'uint32', minimum: 0 },
    playId: { type: 'string' },
    startedAt: { type: 'string', maxLength: 30, minLength: 20 },
    track: { $ref: '#/$defs/WireTrack' },
  },
  required: ['playId', 'track', 'startedAt', 'likes', 'liked'],
};
function validate36(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      let missing0;
      if (
        (data.playId === undefined && (missing0 = 'playId')) ||
        (data.track === undefined && (missing0 = 'track')) ||
        (data.startedAt === undefined && (missing0 = 'startedAt')) ||
        (data.likes === undefined && (missing0 = 'likes')) ||
        (data.liked === undefined && (missing0 = 'liked'))
      ) {
        validate36.errors = [0];
        return false;
      } else {
        if (data.liked !== undefined) {
          const _errs1 = errors;
          if (typeof data.liked !== 'boolean') {
            validate36.errors = [0];
            return false;
          }
          var valid0 = _errs1 === errors;
        } else {
          var valid0 = true;
        }
        if (valid0) {
          if (data.likes !== undefined) {
            let data1 = data.likes;
            const _errs3 = errors;
            if (!(typeof data1 == 'number' && !(data1 % 1) && !isNaN(data1) && isFinite(data1))) {
              validate36.errors = [0];
              return false;
            }
            if (errors === _errs3) {
              if (typeof data1 == 'number' && isFinite(data1)) {
                if (data1 < 0 || isNaN(data1)) {
                  validate36.errors = [0];
                  return false;
                }
              }
            }
            var valid0 = _errs3 === errors;
          } else {
            var valid0 = true;
          }
          if (valid0) {
            if (data.playId !== undefined) {
              const _errs5 = errors;
              if (typeof data.playId !== 'string') {
                validate36.errors = [0];
                return false;
              }
              var valid0 = _errs5 === errors;
            } else {
              var valid0 = true;
            }
            if (valid0) {
              if (data.startedAt !== undefined) {
                let data3 = data.startedAt;
                const _errs7 = errors;
                if (errors === _errs7) {
                  if (typeof data3 === 'string') {
                    if (func2(data3) > 30) {
                      validate36.errors = [0];
                      return false;
                    } else {
                      if (func2(data3) < 20) {
                        validate36.errors = [0];
                        return false;
                      }
                    }
                  } else {
                    validate36.errors = [0];
                    return false;
                  }
                }
                var valid0 = _errs7 === errors;
              } else {
                var valid0 = true;
              }
              if (valid0) {
                if (data.track !== undefined) {
                  const _errs9 = errors;
                  if (
                    !validate27(data.track, {
                      instancePath: instancePath + '/track',
                      parentData: data,
                      parentDataProperty: 'track',
                      rootData,
                    })
                  ) {
                    vErrors =
                      vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                    errors = vErrors.length;
                  }
                  var valid0 = _errs9 === errors;
                } else {
                  var valid0 = true;
                }
              }
            }
          }
        }
      }
    } else {
      validate36.errors = [0];
      return false;
    }
  }
  validate36.errors = vErrors;
  return errors === 0;
}
function validate21(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data } = {},
) {
  let vErrors = null;
  let errors = 0;
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      const tag0 = data.type;
      if (typeof tag0 == 'string') {
        if (tag0 === 'ACK') {
          const _errs2 = errors;
          if (errors === _errs2) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing0;
              if (
                (data.type === undefined && (missing0 = 'type')) ||
                (data.messageId === undefined && (missing0 = 'messageId')) ||
                (data.status === undefined && (missing0 = 'status')) ||
                (data.timestamp === undefined && (missing0 = 'timestamp'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.lastSeq !== undefined) {
                  let data0 = data.lastSeq;
                  const _errs4 = errors;
                  if (
                    !(
                      typeof data0 == 'number' &&
                      !(data0 % 1) &&
                      !isNaN(data0) &&
                      isFinite(data0)
                    ) &&
                    data0 !== null
                  ) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs4) {
                    if (typeof data0 == 'number' && isFinite(data0)) {
                      if (data0 < 0 || isNaN(data0)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid2 = _errs4 === errors;
                } else {
                  var valid2 = true;
                }
                if (valid2) {
                  if (data.messageId !== undefined) {
                    const _errs6 = errors;
                    if (typeof data.messageId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid2 = _errs6 === errors;
                  } else {
                    var valid2 = true;
                  }
                  if (valid2) {
                    if (data.status !== undefined) {
                      const _errs8 = errors;
                      if (
                        !validate22(data.status, {
                          instancePath: instancePath + '/status',
                          parentData: data,
                          parentDataProperty: 'status',
                          rootData,
                        })
                      ) {
                        vErrors =
                          vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                        errors = vErrors.length;
                      }
                      var valid2 = _errs8 === errors;
                    } else {
                      var valid2 = true;
                    }
                    if (valid2) {
                      if (data.timestamp !== undefined) {
                        let data3 = data.timestamp;
                        const _errs9 = errors;
                        if (errors === _errs9) {
                          if (typeof data3 === 'string') {
                            if (func2(data3) > 30) {
                              validate21.errors = [0];
                              return false;
                            } else {
                              if (func2(data3) < 20) {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                          } else {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                        var valid2 = _errs9 === errors;
                      } else {
                        var valid2 = true;
                      }
                      if (valid2) {
                        if (data.type !== undefined) {
                          let data4 = data.type;
                          const _errs11 = errors;
                          if (typeof data4 !== 'string') {
                            validate21.errors = [0];
                            return false;
                          }
                          if ('ACK' !== data4) {
                            validate21.errors = [0];
                            return false;
                          }
                          var valid2 = _errs11 === errors;
                        } else {
                          var valid2 = true;
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'NACK') {
          const _errs13 = errors;
          if (errors === _errs13) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing1;
              if (
                (data.type === undefined && (missing1 = 'type')) ||
                (data.code === undefined && (missing1 = 'code')) ||
                (data.error === undefined && (missing1 = 'error')) ||
                (data.timestamp === undefined && (missing1 = 'timestamp'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.code !== undefined) {
                  const _errs15 = errors;
                  if (
                    !validate24(data.code, {
                      instancePath: instancePath + '/code',
                      parentData: data,
                      parentDataProperty: 'code',
                      rootData,
                    })
                  ) {
                    vErrors =
                      vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
                    errors = vErrors.length;
                  }
                  var valid4 = _errs15 === errors;
                } else {
                  var valid4 = true;
                }
                if (valid4) {
                  if (data.error !== undefined) {
                    const _errs16 = errors;
                    if (typeof data.error !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid4 = _errs16 === errors;
                  } else {
                    var valid4 = true;
                  }
                  if (valid4) {
                    if (data.lastSeq !== undefined) {
                      let data7 = data.lastSeq;
                      const _errs18 = errors;
                      if (
                        !(
                          typeof data7 == 'number' &&
                          !(data7 % 1) &&
                          !isNaN(data7) &&
                          isFinite(data7)
                        ) &&
                        data7 !== null
                      ) {
                        validate21.errors = [0];
                        return false;
                      }
                      if (errors === _errs18) {
                        if (typeof data7 == 'number' && isFinite(data7)) {
                          if (data7 < 0 || isNaN(data7)) {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                      }
                      var valid4 = _errs18 === errors;
                    } else {
                      var valid4 = true;
                    }
                    if (valid4) {
                      if (data.messageId !== undefined) {
                        let data8 = data.messageId;
                        const _errs20 = errors;
                        if (typeof data8 !== 'string' && data8 !== null) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid4 = _errs20 === errors;
                      } else {
                        var valid4 = true;
                      }
                      if (valid4) {
                        if (data.retryAfterMs !== undefined) {
                          let data9 = data.retryAfterMs;
                          const _errs22 = errors;
                          if (
                            !(
                              typeof data9 == 'number' &&
                              !(data9 % 1) &&
                              !isNaN(data9) &&
                              isFinite(data9)
                            ) &&
                            data9 !== null
                          ) {
                            validate21.errors = [0];
                            return false;
                          }
                          if (errors === _errs22) {
                            if (typeof data9 == 'number' && isFinite(data9)) {
                              if (data9 < 0 || isNaN(data9)) {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                          }
                          var valid4 = _errs22 === errors;
                        } else {
                          var valid4 = true;
                        }
                        if (valid4) {
                          if (data.timestamp !== undefined) {
                            let data10 = data.timestamp;
                            const _errs24 = errors;
                            if (errors === _errs24) {
                              if (typeof data10 === 'string') {
                                if (func2(data10) > 30) {
                                  validate21.errors = [0];
                                  return false;
                                } else {
                                  if (func2(data10) < 20) {
                                    validate21.errors = [0];
                                    return false;
                                  }
                                }
                              } else {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                            var valid4 = _errs24 === errors;
                          } else {
                            var valid4 = true;
                          }
                          if (valid4) {
                            if (data.type !== undefined) {
                              let data11 = data.type;
                              const _errs26 = errors;
                              if (typeof data11 !== 'string') {
                                validate21.errors = [0];
                                return false;
                              }
                              if ('NACK' !== data11) {
                                validate21.errors = [0];
                                return false;
                              }
                              var valid4 = _errs26 === errors;
                            } else {
                              var valid4 = true;
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'SESSIONS_LIST') {
          const _errs28 = errors;
          if (errors === _errs28) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing2;
              if (
                (data.type === undefined && (missing2 = 'type')) ||
                (data.sessions === undefined && (missing2 = 'sessions'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessions !== undefined) {
                  let data12 = data.sessions;
                  const _errs30 = errors;
                  if (errors === _errs30) {
                    if (Array.isArray(data12)) {
                      var valid7 = true;
                      const len0 = data12.length;
                      for (let i0 = 0; i0 < len0; i0++) {
                        const _errs32 = errors;
                        if (
                          !validate26(data12[i0], {
                            instancePath: instancePath + '/sessions/' + i0,
                            parentData: data12,
                            parentDataProperty: i0,
                            rootData,
                          })
                        ) {
                          vErrors =
                            vErrors === null
                              ? validate26.errors
                              : vErrors.concat(validate26.errors);
                          errors = vErrors.length;
                        }
                        var valid7 = _errs32 === errors;
                        if (!valid7) {
                          break;
                        }
                      }
                    } else {
                      validate21.errors = [0];
                      return false;
                    }
                  }
                  var valid6 = _errs30 === errors;
                } else {
                  var valid6 = true;
                }
                if (valid6) {
                  if (data.type !== undefined) {
                    let data14 = data.type;
                    const _errs33 = errors;
                    if (typeof data14 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('SESSIONS_LIST' !== data14) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid6 = _errs33 === errors;
                  } else {
                    var valid6 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'LISTENER_COUNT') {
          const _errs35 = errors;
          if (errors === _errs35) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing3;
              if (
                (data.type === undefined && (missing3 = 'type')) ||
                (data.sessionId === undefined && (missing3 = 'sessionId')) ||
                (data.count === undefined && (missing3 = 'count'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.count !== undefined) {
                  let data15 = data.count;
                  const _errs37 = errors;
                  if (!(
                    typeof data15 == 'number' &&
                    !(data15 % 1) &&
                    !isNaN(data15) &&
                    isFinite(data15)
                  )) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs37) {
                    if (typeof data15 == 'number' && isFinite(data15)) {
                      if (data15 < 0 || isNaN(data15)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid9 = _errs37 === errors;
                } else {
                  var valid9 = true;
                }
                if (valid9) {
                  if (data.sessionId !== undefined) {
                    const _errs39 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid9 = _errs39 === errors;
                  } else {
                    var valid9 = true;
                  }
                  if (valid9) {
                    if (data.type !== undefined) {
                      let data17 = data.type;
                      const _errs41 = errors;
                      if (typeof data17 !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      if ('LISTENER_COUNT' !== data17) {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid9 = _errs41 === errors;
                    } else {
                      var valid9 = true;
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'NOW_PLAYING') {
          const _errs43 = errors;
          if (errors === _errs43) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing4;
              if (
                (data.type === undefined && (missing4 = 'type')) ||
                (data.sessionId === undefined && (missing4 = 'sessionId')) ||
                (data.djName === undefined && (missing4 = 'djName')) ||
                (data.track === undefined && (missing4 = 'track')) ||
                (data.playId === undefined && (missing4 = 'playId')) ||
                (data.startedAt === undefined && (missing4 = 'startedAt')) ||
                (data.likes === undefined && (missing4 = 'likes'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.djName !== undefined) {
                  const _errs45 = errors;
                  if (typeof data.djName !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid11 = _errs45 === errors;
                } else {
                  var valid11 = true;
                }
                if (valid11) {
                  if (data.durationMs !== undefined) {
                    let data19 = data.durationMs;
                    const _errs47 = errors;
                    if (
                      !(
                        typeof data19 == 'number' &&
                        !(data19 % 1) &&
                        !isNaN(data19) &&
                        isFinite(data19)
                      ) &&
                      data19 !== null
                    ) {
                      validate21.errors = [0];
                      return false;
                    }
                    if (errors === _errs47) {
                      if (typeof data19 == 'number' && isFinite(data19)) {
                        if (data19 < 0 || isNaN(data19)) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    }
                    var valid11 = _errs47 === errors;
                  } else {
                    var valid11 = true;
                  }
                  if (valid11) {
                    if (data.likes !== undefined) {
                      let data20 = data.likes;
                      const _errs49 = errors;
                      if (!(
                        typeof data20 == 'number' &&
                        !(data20 % 1) &&
                        !isNaN(data20) &&
                        isFinite(data20)
                      )) {
                        validate21.errors = [0];
                        return false;
                      }
                      if (errors === _errs49) {
                        if (typeof data20 == 'number' && isFinite(data20)) {
                          if (data20 < 0 || isNaN(data20)) {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                      }
                      var valid11 = _errs49 === errors;
                    } else {
                      var valid11 = true;
                    }
                    if (valid11) {
                      if (data.playId !== undefined) {
                        const _errs51 = errors;
                        if (typeof data.playId !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid11 = _errs51 === errors;
                      } else {
                        var valid11 = true;
                      }
                      if (valid11) {
                        if (data.sessionId !== undefined) {
                          const _errs53 = errors;
                          if (typeof data.sessionId !== 'string') {
                            validate21.errors = [0];
                            return false;
                          }
                          var valid11 = _errs53 === errors;
                        } else {
                          var valid11 = true;
                        }
                        if (valid11) {
                          if (data.startedAt !== undefined) {
                            let data23 = data.startedAt;
                            const _errs55 = errors;
                            if (errors === _errs55) {
                              if (typeof data23 === 'string') {
                                if (func2(data23) > 30) {
                                  validate21.errors = [0];
                                  return false;
                                } else {
                                  if (func2(data23) < 20) {
                                    validate21.errors = [0];
                                    return false;
                                  }
                                }
                              } else {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                            var valid11 = _errs55 === errors;
                          } else {
                            var valid11 = true;
                          }
                          if (valid11) {
                            if (data.track !== undefined) {
                              const _errs57 = errors;
                              if (
                                !validate27(data.track, {
                                  instancePath: instancePath + '/track',
                                  parentData: data,
                                  parentDataProperty: 'track',
                                  rootData,
                                })
                              ) {
                                vErrors =
                                  vErrors === null
                                    ? validate27.errors
                                    : vErrors.concat(validate27.errors);
                                errors = vErrors.length;
                              }
                              var valid11 = _errs57 === errors;
                            } else {
                              var valid11 = true;
                            }
                            if (valid11) {
                              if (data.type !== undefined) {
                                let data25 = data.type;
                                const _errs58 = errors;
                                if (typeof data25 !== 'string') {
                                  validate21.errors = [0];
                                  return false;
                                }
                                if ('NOW_PLAYING' !== data25) {
                                  validate21.errors = [0];
                                  return false;
                                }
                                var valid11 = _errs58 === errors;
                              } else {
                                var valid11 = true;
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'TRACK_STOPPED') {
          const _errs60 = errors;
          if (errors === _errs60) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing5;
              if (
                (data.type === undefined && (missing5 = 'type')) ||
                (data.sessionId === undefined && (missing5 = 'sessionId'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs62 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid13 = _errs62 === errors;
                } else {
                  var valid13 = true;
                }
                if (valid13) {
                  if (data.type !== undefined) {
                    let data27 = data.type;
                    const _errs64 = errors;
                    if (typeof data27 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('TRACK_STOPPED' !== data27) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid13 = _errs64 === errors;
                  } else {
                    var valid13 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'SESSION_STARTED') {
          const _errs66 = errors;
          if (errors === _errs66) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing6;
              if (
                (data.type === undefined && (missing6 = 'type')) ||
                (data.sessionId === undefined && (missing6 = 'sessionId')) ||
                (data.djName === undefined && (missing6 = 'djName')) ||
                (data.startTime === undefined && (missing6 = 'startTime'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.djName !== undefined) {
                  const _errs68 = errors;
                  if (typeof data.djName !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid15 = _errs68 === errors;
                } else {
                  var valid15 = true;
                }
                if (valid15) {
                  if (data.sessionId !== undefined) {
                    const _errs70 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid15 = _errs70 === errors;
                  } else {
                    var valid15 = true;
                  }
                  if (valid15) {
                    if (data.startTime !== undefined) {
                      let data30 = data.startTime;
                      const _errs72 = errors;
                      if (errors === _errs72) {
                        if (typeof data30 === 'string') {
                          if (func2(data30) > 30) {
                            validate21.errors = [0];
                            return false;
                          } else {
                            if (func2(data30) < 20) {
                              validate21.errors = [0];
                              return false;
                            }
                          }
                        } else {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                      var valid15 = _errs72 === errors;
                    } else {
                      var valid15 = true;
                    }
                    if (valid15) {
                      if (data.type !== undefined) {
                        let data31 = data.type;
                        const _errs74 = errors;
                        if (typeof data31 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('SESSION_STARTED' !== data31) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid15 = _errs74 === errors;
                      } else {
                        var valid15 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'SESSION_ENDED') {
          const _errs76 = errors;
          if (errors === _errs76) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing7;
              if (
                (data.type === undefined && (missing7 = 'type')) ||
                (data.sessionId === undefined && (missing7 = 'sessionId'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs78 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid17 = _errs78 === errors;
                } else {
                  var valid17 = true;
                }
                if (valid17) {
                  if (data.type !== undefined) {
                    let data33 = data.type;
                    const _errs80 = errors;
                    if (typeof data33 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('SESSION_ENDED' !== data33) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid17 = _errs80 === errors;
                  } else {
                    var valid17 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'METADATA_UPDATED') {
          const _errs82 = errors;
          if (errors === _errs82) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing8;
              if (
                (data.type === undefined && (missing8 = 'type')) ||
                (data.sessionId === undefined && (missing8 = 'sessionId')) ||
                (data.playId === undefined && (missing8 = 'playId')) ||
                (data.track === undefined && (missing8 = 'track'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.playId !== undefined) {
                  const _errs84 = errors;
                  if (typeof data.playId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid19 = _errs84 === errors;
                } else {
                  var valid19 = true;
                }
                if (valid19) {
                  if (data.sessionId !== undefined) {
                    const _errs86 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid19 = _errs86 === errors;
                  } else {
                    var valid19 = true;
                  }
                  if (valid19) {
                    if (data.track !== undefined) {
                      const _errs88 = errors;
                      if (
                        !validate27(data.track, {
                          instancePath: instancePath + '/track',
                          parentData: data,
                          parentDataProperty: 'track',
                          rootData,
                        })
                      ) {
                        vErrors =
                          vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                        errors = vErrors.length;
                      }
                      var valid19 = _errs88 === errors;
                    } else {
                      var valid19 = true;
                    }
                    if (valid19) {
                      if (data.type !== undefined) {
                        let data37 = data.type;
                        const _errs89 = errors;
                        if (typeof data37 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('METADATA_UPDATED' !== data37) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid19 = _errs89 === errors;
                      } else {
                        var valid19 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'TEMPO_RESET') {
          const _errs91 = errors;
          if (errors === _errs91) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing9;
              if (
                (data.type === undefined && (missing9 = 'type')) ||
                (data.sessionId === undefined && (missing9 = 'sessionId'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs93 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid21 = _errs93 === errors;
                } else {
                  var valid21 = true;
                }
                if (valid21) {
                  if (data.type !== undefined) {
                    let data39 = data.type;
                    const _errs95 = errors;
                    if (typeof data39 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('TEMPO_RESET' !== data39) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid21 = _errs95 === errors;
                  } else {
                    var valid21 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'TEMPO_FEEDBACK') {
          const _errs97 = errors;
          if (errors === _errs97) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing10;
              if (
                (data.type === undefined && (missing10 = 'type')) ||
                (data.sessionId === undefined && (missing10 = 'sessionId')) ||
                (data.slower === undefined && (missing10 = 'slower')) ||
                (data.perfect === undefined && (missing10 = 'perfect')) ||
                (data.faster === undefined && (missing10 = 'faster')) ||
                (data.total === undefined && (missing10 = 'total'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.faster !== undefined) {
                  let data40 = data.faster;
                  const _errs99 = errors;
                  if (!(
                    typeof data40 == 'number' &&
                    !(data40 % 1) &&
                    !isNaN(data40) &&
                    isFinite(data40)
                  )) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs99) {
                    if (typeof data40 == 'number' && isFinite(data40)) {
                      if (data40 < 0 || isNaN(data40)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid23 = _errs99 === errors;
                } else {
                  var valid23 = true;
                }
                if (valid23) {
                  if (data.perfect !== undefined) {
                    let data41 = data.perfect;
                    const _errs101 = errors;
                    if (!(
                      typeof data41 == 'number' &&
                      !(data41 % 1) &&
                      !isNaN(data41) &&
                      isFinite(data41)
                    )) {
                      validate21.errors = [0];
                      return false;
                    }
                    if (errors === _errs101) {
                      if (typeof data41 == 'number' && isFinite(data41)) {
                        if (data41 < 0 || isNaN(data41)) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    }
                    var valid23 = _errs101 === errors;
                  } else {
                    var valid23 = true;
                  }
                  if (valid23) {
                    if (data.sessionId !== undefined) {
                      const _errs103 = errors;
                      if (typeof data.sessionId !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid23 = _errs103 === errors;
                    } else {
                      var valid23 = true;
                    }
                    if (valid23) {
                      if (data.slower !== undefined) {
                        let data43 = data.slower;
                        const _errs105 = errors;
                        if (!(
                          typeof data43 == 'number' &&
                          !(data43 % 1) &&
                          !isNaN(data43) &&
                          isFinite(data43)
                        )) {
                          validate21.errors = [0];
                          return false;
                        }
                        if (errors === _errs105) {
                          if (typeof data43 == 'number' && isFinite(data43)) {
                            if (data43 < 0 || isNaN(data43)) {
                              validate21.errors = [0];
                              return false;
                            }
                          }
                        }
                        var valid23 = _errs105 === errors;
                      } else {
                        var valid23 = true;
                      }
                      if (valid23) {
                        if (data.total !== undefined) {
                          let data44 = data.total;
                          const _errs107 = errors;
                          if (!(
                            typeof data44 == 'number' &&
                            !(data44 % 1) &&
                            !isNaN(data44) &&
                            isFinite(data44)
                          )) {
                            validate21.errors = [0];
                            return false;
                          }
                          if (errors === _errs107) {
                            if (typeof data44 == 'number' && isFinite(data44)) {
                              if (data44 < 0 || isNaN(data44)) {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                          }
                          var valid23 = _errs107 === errors;
                        } else {
                          var valid23 = true;
                        }
                        if (valid23) {
                          if (data.type !== undefined) {
                            let data45 = data.type;
                            const _errs109 = errors;
                            if (typeof data45 !== 'string') {
                              validate21.errors = [0];
                              return false;
                            }
                            if ('TEMPO_FEEDBACK' !== data45) {
                              validate21.errors = [0];
                              return false;
                            }
                            var valid23 = _errs109 === errors;
                          } else {
                            var valid23 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'TEMPO_VOTED') {
          const _errs111 = errors;
          if (errors === _errs111) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing11;
              if (
                (data.type === undefined && (missing11 = 'type')) ||
                (data.sessionId === undefined && (missing11 = 'sessionId')) ||
                (data.preference === undefined && (missing11 = 'preference')) ||
                (data.endsAt === undefined && (missing11 = 'endsAt'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.endsAt !== undefined) {
                  let data46 = data.endsAt;
                  const _errs113 = errors;
                  if (errors === _errs113) {
                    if (typeof data46 === 'string') {
                      if (func2(data46) > 30) {
                        validate21.errors = [0];
                        return false;
                      } else {
                        if (func2(data46) < 20) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    } else {
                      validate21.errors = [0];
                      return false;
                    }
                  }
                  var valid25 = _errs113 === errors;
                } else {
                  var valid25 = true;
                }
                if (valid25) {
                  if (data.preference !== undefined) {
                    const _errs115 = errors;
                    if (
                      !validate32(data.preference, {
                        instancePath: instancePath + '/preference',
                        parentData: data,
                        parentDataProperty: 'preference',
                        rootData,
                      })
                    ) {
                      vErrors =
                        vErrors === null ? validate32.errors : vErrors.concat(validate32.errors);
                      errors = vErrors.length;
                    }
                    var valid25 = _errs115 === errors;
                  } else {
                    var valid25 = true;
                  }
                  if (valid25) {
                    if (data.sessionId !== undefined) {
                      const _errs116 = errors;
                      if (typeof data.sessionId !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid25 = _errs116 === errors;
                    } else {
                      var valid25 = true;
                    }
                    if (valid25) {
                      if (data.type !== undefined) {
                        let data49 = data.type;
                        const _errs118 = errors;
                        if (typeof data49 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('TEMPO_VOTED' !== data49) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid25 = _errs118 === errors;
                      } else {
                        var valid25 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'POLL_STARTED') {
          const _errs120 = errors;
          if (errors === _errs120) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing12;
              if (
                (data.type === undefined && (missing12 = 'type')) ||
                (data.sessionId === undefined && (missing12 = 'sessionId')) ||
                (data.pollId === undefined && (missing12 = 'pollId')) ||
                (data.seq === undefined && (missing12 = 'seq')) ||
                (data.question === undefined && (missing12 = 'question')) ||
                (data.options === undefined && (missing12 = 'options')) ||
                (data.votes === undefined && (missing12 = 'votes')) ||
                (data.totalVotes === undefined && (missing12 = 'totalVotes')) ||
                (data.hasVoted === undefined && (missing12 = 'hasVoted'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.endsAt !== undefined) {
                  let data50 = data.endsAt;
                  const _errs122 = errors;
                  if (typeof data50 !== 'string' && data50 !== null) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs122) {
                    if (typeof data50 === 'string') {
                      if (func2(data50) > 30) {
                        validate21.errors = [0];
                        return false;
                      } else {
                        if (func2(data50) < 20) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    }
                  }
                  var valid27 = _errs122 === errors;
                } else {
                  var valid27 = true;
                }
                if (valid27) {
                  if (data.hasVoted !== undefined) {
                    const _errs124 = errors;
                    if (typeof data.hasVoted !== 'boolean') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid27 = _errs124 === errors;
                  } else {
                    var valid27 = true;
                  }
                  if (valid27) {
                    if (data.options !== undefined) {
                      let data52 = data.options;
                      const _errs126 = errors;
                      if (errors === _errs126) {
                        if (Array.isArray(data52)) {
                          var valid28 = true;
                          const len1 = data52.length;
                          for (let i1 = 0; i1 < len1; i1++) {
                            const _errs128 = errors;
                            if (typeof data52[i1] !== 'string') {
                              validate21.errors = [0];
                              return false;
                            }
                            var valid28 = _errs128 === errors;
                            if (!valid28) {
                              break;
                            }
                          }
                        } else {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                      var valid27 = _errs126 === errors;
                    } else {
                      var valid27 = true;
                    }
                    if (valid27) {
                      if (data.pollId !== undefined) {
                        let data54 = data.pollId;
                        const _errs130 = errors;
                        if (!(
                          typeof data54 == 'number' &&
                          !(data54 % 1) &&
                          !isNaN(data54) &&
                          isFinite(data54)
                        )) {
                          validate21.errors = [0];
                          return false;
                        }
                        if (errors === _errs130) {
                          if (typeof data54 == 'number' && isFinite(data54)) {
                            if (data54 < 0 || isNaN(data54)) {
                              validate21.errors = [0];
                              return false;
                            }
                          }
                        }
                        var valid27 = _errs130 === errors;
                      } else {
                        var valid27 = true;
                      }
                      if (valid27) {
                        if (data.question !== undefined) {
                          const _errs132 = errors;
                          if (typeof data.question !== 'string') {
                            validate21.errors = [0];
                            return false;
                          }
                          var valid27 = _errs132 === errors;
                        } else {
                          var valid27 = true;
                        }
                        if (valid27) {
                          if (data.seq !== undefined) {
                            let data56 = data.seq;
                            const _errs134 = errors;
                            if (!(
                              typeof data56 == 'number' &&
                              !(data56 % 1) &&
                              !isNaN(data56) &&
                              isFinite(data56)
                            )) {
                              validate21.errors = [0];
                              return false;
                            }
                            if (errors === _errs134) {
                              if (typeof data56 == 'number' && isFinite(data56)) {
                                if (data56 < 0 || isNaN(data56)) {
                                  validate21.errors = [0];
                                  return false;
                                }
                              }
                            }
                            var valid27 = _errs134 === errors;
                          } else {
                            var valid27 = true;
                          }
                          if (valid27) {
                            if (data.sessionId !== undefined) {
                              const _errs136 = errors;
                              if (typeof data.sessionId !== 'string') {
                                validate21.errors = [0];
                                return false;
                              }
                              var valid27 = _errs136 === errors;
                            } else {
                              var valid27 = true;
                            }
                            if (valid27) {
                              if (data.totalVotes !== undefined) {
                                let data58 = data.totalVotes;
                                const _errs138 = errors;
                                if (!(
                                  typeof data58 == 'number' &&
                                  !(data58 % 1) &&
                                  !isNaN(data58) &&
                                  isFinite(data58)
                                )) {
                                  validate21.errors = [0];
                                  return false;
                                }
                                if (errors === _errs138) {
                                  if (typeof data58 == 'number' && isFinite(data58)) {
                                    if (data58 < 0 || isNaN(data58)) {
                                      validate21.errors = [0];
                                      return false;
                                    }
                                  }
                                }
                                var valid27 = _errs138 === errors;
                              } else {
                                var valid27 = true;
                              }
                              if (valid27) {
                                if (data.type !== undefined) {
                                  let data59 = data.type;
                                  const _errs140 = errors;
                                  if (typeof data59 !== 'string') {
                                    validate21.errors = [0];
                                    return false;
                                  }
                                  if ('POLL_STARTED' !== data59) {
                                    validate21.errors = [0];
                                    return false;
                                  }
                                  var valid27 = _errs140 === errors;
                                } else {
                                  var valid27 = true;
                                }
                                if (valid27) {
                                  if (data.votedOptionIndex !== undefined) {
                                    let data60 = data.votedOptionIndex;
                                    const _errs142 = errors;
                                    if (
                                      !(
                                        typeof data60 == 'number' &&
                                        !(data60 % 1) &&
                                        !isNaN(data60) &&
                                        isFinite(data60)
                                      ) &&
                                      data60 !== null
                                    ) {
                                      validate21.errors = [0];
                                      return false;
                                    }
                                    if (errors === _errs142) {
                                      if (typeof data60 == 'number' && isFinite(data60)) {
                                        if (data60 < 0 || isNaN(data60)) {
                                          validate21.errors = [0];
                                          return false;
                                        }
                                      }
                                    }
                                    var valid27 = _errs142 === errors;
                                  } else {
                                    var valid27 = true;
                                  }
                                  if (valid27) {
                                    if (data.votes !== undefined) {
                                      let data61 = data.votes;
                                      const _errs144 = errors;
                                      if (errors === _errs144) {
                                        if (Array.isArray(data61)) {
                                          var valid29 = true;
                                          const len2 = data61.length;
                                          for (let i2 = 0; i2 < len2; i2++) {
                                            let data62 = data61[i2];
                                            const _errs146 = errors;
                                            if (!(
                                              typeof data62 == 'number' &&
                                              !(data62 % 1) &&
                                              !isNaN(data62) &&
                                              isFinite(data62)
                                            )) {
                                              validate21.errors = [0];
                                              return false;
                                            }
                                            if (errors === _errs146) {
                                              if (typeof data62 == 'number' && isFinite(data62)) {
                                                if (data62 < 0 || isNaN(data62)) {
                                                  validate21.errors = [0];
                                                  return false;
                                                }
                                              }
                                            }
                                            var valid29 = _errs146 === errors;
                                            if (!valid29) {
                                              break;
                                            }
                                          }
                                        } else {
                                          validate21.errors = [0];
                                          return false;
                                        }
                                      }
                                      var valid27 = _errs144 === errors;
                                    } else {
                                      var valid27 = true;
                                    }
                                  }
                                }
                              }
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'POLL_UPDATE') {
          const _errs148 = errors;
          if (errors === _errs148) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing13;
              if (
                (data.type === undefined && (missing13 = 'type')) ||
                (data.sessionId === undefined && (missing13 = 'sessionId')) ||
                (data.pollId === undefined && (missing13 = 'pollId')) ||
                (data.votes === undefined && (missing13 = 'votes')) ||
                (data.totalVotes === undefined && (missing13 = 'totalVotes'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.pollId !== undefined) {
                  let data63 = data.pollId;
                  const _errs150 = errors;
                  if (!(
                    typeof data63 == 'number' &&
                    !(data63 % 1) &&
                    !isNaN(data63) &&
                    isFinite(data63)
                  )) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs150) {
                    if (typeof data63 == 'number' && isFinite(data63)) {
                      if (data63 < 0 || isNaN(data63)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid31 = _errs150 === errors;
                } else {
                  var valid31 = true;
                }
                if (valid31) {
                  if (data.sessionId !== undefined) {
                    const _errs152 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid31 = _errs152 === errors;
                  } else {
                    var valid31 = true;
                  }
                  if (valid31) {
                    if (data.totalVotes !== undefined) {
                      let data65 = data.totalVotes;
                      const _errs154 = errors;
                      if (!(
                        typeof data65 == 'number' &&
                        !(data65 % 1) &&
                        !isNaN(data65) &&
                        isFinite(data65)
                      )) {
                        validate21.errors = [0];
                        return false;
                      }
                      if (errors === _errs154) {
                        if (typeof data65 == 'number' && isFinite(data65)) {
                          if (data65 < 0 || isNaN(data65)) {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                      }
                      var valid31 = _errs154 === errors;
                    } else {
                      var valid31 = true;
                    }
                    if (valid31) {
                      if (data.type !== undefined) {
                        let data66 = data.type;
                        const _errs156 = errors;
                        if (typeof data66 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('POLL_UPDATE' !== data66) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid31 = _errs156 === errors;
                      } else {
                        var valid31 = true;
                      }
                      if (valid31) {
                        if (data.votes !== undefined) {
                          let data67 = data.votes;
                          const _errs158 = errors;
                          if (errors === _errs158) {
                            if (Array.isArray(data67)) {
                              var valid32 = true;
                              const len3 = data67.length;
                              for (let i3 = 0; i3 < len3; i3++) {
                                let data68 = data67[i3];
                                const _errs160 = errors;
                                if (!(
                                  typeof data68 == 'number' &&
                                  !(data68 % 1) &&
                                  !isNaN(data68) &&
                                  isFinite(data68)
                                )) {
                                  validate21.errors = [0];
                                  return false;
                                }
                                if (errors === _errs160) {
                                  if (typeof data68 == 'number' && isFinite(data68)) {
                                    if (data68 < 0 || isNaN(data68)) {
                                      validate21.errors = [0];
                                      return false;
                                    }
                                  }
                                }
                                var valid32 = _errs160 === errors;
                                if (!valid32) {
                                  break;
                                }
                              }
                            } else {
                              validate21.errors = [0];
                              return false;
                            }
                          }
                          var valid31 = _errs158 === errors;
                        } else {
                          var valid31 = true;
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'POLL_ENDED') {
          const _errs162 = errors;
          if (errors === _errs162) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing14;
              if (
                (data.type === undefined && (missing14 = 'type')) ||
                (data.sessionId === undefined && (missing14 = 'sessionId')) ||
                (data.pollId === undefined && (missing14 = 'pollId')) ||
                (data.seq === undefined && (missing14 = 'seq')) ||
                (data.results === undefined && (missing14 = 'results')) ||
                (data.totalVotes === undefined && (missing14 = 'totalVotes')) ||
                (data.winnerIndex === undefined && (missing14 = 'winnerIndex'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.pollId !== undefined) {
                  let data69 = data.pollId;
                  const _errs164 = errors;
                  if (!(
                    typeof data69 == 'number' &&
                    !(data69 % 1) &&
                    !isNaN(data69) &&
                    isFinite(data69)
                  )) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs164) {
                    if (typeof data69 == 'number' && isFinite(data69)) {
                      if (data69 < 0 || isNaN(data69)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid34 = _errs164 === errors;
                } else {
                  var valid34 = true;
                }
                if (valid34) {
                  if (data.results !== undefined) {
                    let data70 = data.results;
                    const _errs166 = errors;
                    if (errors === _errs166) {
                      if (Array.isArray(data70)) {
                        var valid35 = true;
                        const len4 = data70.length;
                        for (let i4 = 0; i4 < len4; i4++) {
                          let data71 = data70[i4];
                          const _errs168 = errors;
                          if (!(
                            typeof data71 == 'number' &&
                            !(data71 % 1) &&
                            !isNaN(data71) &&
                            isFinite(data71)
                          )) {
                            validate21.errors = [0];
                            return false;
                          }
                          if (errors === _errs168) {
                            if (typeof data71 == 'number' && isFinite(data71)) {
                              if (data71 < 0 || isNaN(data71)) {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                          }
                          var valid35 = _errs168 === errors;
                          if (!valid35) {
                            break;
                          }
                        }
                      } else {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                    var valid34 = _errs166 === errors;
                  } else {
                    var valid34 = true;
                  }
                  if (valid34) {
                    if (data.seq !== undefined) {
                      let data72 = data.seq;
                      const _errs170 = errors;
                      if (!(
                        typeof data72 == 'number' &&
                        !(data72 % 1) &&
                        !isNaN(data72) &&
                        isFinite(data72)
                      )) {
                        validate21.errors = [0];
                        return false;
                      }
                      if (errors === _errs170) {
                        if (typeof data72 == 'number' && isFinite(data72)) {
                          if (data72 < 0 || isNaN(data72)) {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                      }
                      var valid34 = _errs170 === errors;
                    } else {
                      var valid34 = true;
                    }
                    if (valid34) {
                      if (data.sessionId !== undefined) {
                        const _errs172 = errors;
                        if (typeof data.sessionId !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid34 = _errs172 === errors;
                      } else {
                        var valid34 = true;
                      }
                      if (valid34) {
                        if (data.totalVotes !== undefined) {
                          let data74 = data.totalVotes;
                          const _errs174 = errors;
                          if (!(
                            typeof data74 == 'number' &&
                            !(data74 % 1) &&
                            !isNaN(data74) &&
                            isFinite(data74)
                          )) {
                            validate21.errors = [0];
                            return false;
                          }
                          if (errors === _errs174) {
                            if (typeof data74 == 'number' && isFinite(data74)) {
                              if (data74 < 0 || isNaN(data74)) {
                                validate21.errors = [0];
                                return false;
                              }
                            }
                          }
                          var valid34 = _errs174 === errors;
                        } else {
                          var valid34 = true;
                        }
                        if (valid34) {
                          if (data.type !== undefined) {
                            let data75 = data.type;
                            const _errs176 = errors;
                            if (typeof data75 !== 'string') {
                              validate21.errors = [0];
                              return false;
                            }
                            if ('POLL_ENDED' !== data75) {
                              validate21.errors = [0];
                              return false;
                            }
                            var valid34 = _errs176 === errors;
                          } else {
                            var valid34 = true;
                          }
                          if (valid34) {
                            if (data.winnerIndex !== undefined) {
                              let data76 = data.winnerIndex;
                              const _errs178 = errors;
                              if (!(
                                typeof data76 == 'number' &&
                                !(data76 % 1) &&
                                !isNaN(data76) &&
                                isFinite(data76)
                              )) {
                                validate21.errors = [0];
                                return false;
                              }
                              var valid34 = _errs178 === errors;
                            } else {
                              var valid34 = true;
                            }
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'ANNOUNCEMENT_RECEIVED') {
          const _errs180 = errors;
          if (errors === _errs180) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing15;
              if (
                (data.type === undefined && (missing15 = 'type')) ||
                (data.sessionId === undefined && (missing15 = 'sessionId')) ||
                (data.message === undefined && (missing15 = 'message')) ||
                (data.djName === undefined && (missing15 = 'djName')) ||
                (data.timestamp === undefined && (missing15 = 'timestamp'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.djName !== undefined) {
                  const _errs182 = errors;
                  if (typeof data.djName !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid37 = _errs182 === errors;
                } else {
                  var valid37 = true;
                }
                if (valid37) {
                  if (data.endsAt !== undefined) {
                    let data78 = data.endsAt;
                    const _errs184 = errors;
                    if (typeof data78 !== 'string' && data78 !== null) {
                      validate21.errors = [0];
                      return false;
                    }
                    if (errors === _errs184) {
                      if (typeof data78 === 'string') {
                        if (func2(data78) > 30) {
                          validate21.errors = [0];
                          return false;
                        } else {
                          if (func2(data78) < 20) {
                            validate21.errors = [0];
                            return false;
                          }
                        }
                      }
                    }
                    var valid37 = _errs184 === errors;
                  } else {
                    var valid37 = true;
                  }
                  if (valid37) {
                    if (data.message !== undefined) {
                      const _errs186 = errors;
                      if (typeof data.message !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid37 = _errs186 === errors;
                    } else {
                      var valid37 = true;
                    }
                    if (valid37) {
                      if (data.sessionId !== undefined) {
                        const _errs188 = errors;
                        if (typeof data.sessionId !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid37 = _errs188 === errors;
                      } else {
                        var valid37 = true;
                      }
                      if (valid37) {
                        if (data.timestamp !== undefined) {
                          let data81 = data.timestamp;
                          const _errs190 = errors;
                          if (errors === _errs190) {
                            if (typeof data81 === 'string') {
                              if (func2(data81) > 30) {
                                validate21.errors = [0];
                                return false;
                              } else {
                                if (func2(data81) < 20) {
                                  validate21.errors = [0];
                                  return false;
                                }
                              }
                            } else {
                              validate21.errors = [0];
                              return false;
                            }
                          }
                          var valid37 = _errs190 === errors;
                        } else {
                          var valid37 = true;
                        }
                        if (valid37) {
                          if (data.type !== undefined) {
                            let data82 = data.type;
                            const _errs192 = errors;
                            if (typeof data82 !== 'string') {
                              validate21.errors = [0];
                              return false;
                            }
                            if ('ANNOUNCEMENT_RECEIVED' !== data82) {
                              validate21.errors = [0];
                              return false;
                            }
                            var valid37 = _errs192 === errors;
                          } else {
                            var valid37 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'ANNOUNCEMENT_CANCELLED') {
          const _errs194 = errors;
          if (errors === _errs194) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing16;
              if (
                (data.type === undefined && (missing16 = 'type')) ||
                (data.sessionId === undefined && (missing16 = 'sessionId'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs196 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid39 = _errs196 === errors;
                } else {
                  var valid39 = true;
                }
                if (valid39) {
                  if (data.type !== undefined) {
                    let data84 = data.type;
                    const _errs198 = errors;
                    if (typeof data84 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('ANNOUNCEMENT_CANCELLED' !== data84) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid39 = _errs198 === errors;
                  } else {
                    var valid39 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'ANNOUNCEMENT_NOT_PUSHED') {
          const _errs200 = errors;
          if (errors === _errs200) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing17;
              if (
                (data.type === undefined && (missing17 = 'type')) ||
                (data.sessionId === undefined && (missing17 = 'sessionId')) ||
                (data.seq === undefined && (missing17 = 'seq')) ||
                (data.reason === undefined && (missing17 = 'reason'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.reason !== undefined) {
                  const _errs202 = errors;
                  if (typeof data.reason !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid41 = _errs202 === errors;
                } else {
                  var valid41 = true;
                }
                if (valid41) {
                  if (data.seq !== undefined) {
                    let data86 = data.seq;
                    const _errs204 = errors;
                    if (!(
                      typeof data86 == 'number' &&
                      !(data86 % 1) &&
                      !isNaN(data86) &&
                      isFinite(data86)
                    )) {
                      validate21.errors = [0];
                      return false;
                    }
                    if (errors === _errs204) {
                      if (typeof data86 == 'number' && isFinite(data86)) {
                        if (data86 < 0 || isNaN(data86)) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    }
                    var valid41 = _errs204 === errors;
                  } else {
                    var valid41 = true;
                  }
                  if (valid41) {
                    if (data.sessionId !== undefined) {
                      const _errs206 = errors;
                      if (typeof data.sessionId !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid41 = _errs206 === errors;
                    } else {
                      var valid41 = true;
                    }
                    if (valid41) {
                      if (data.type !== undefined) {
                        let data88 = data.type;
                        const _errs208 = errors;
                        if (typeof data88 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('ANNOUNCEMENT_NOT_PUSHED' !== data88) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid41 = _errs208 === errors;
                      } else {
                        var valid41 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'DJ_CONNECTION') {
          const _errs210 = errors;
          if (errors === _errs210) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing18;
              if (
                (data.type === undefined && (missing18 = 'type')) ||
                (data.sessionId === undefined && (missing18 = 'sessionId')) ||
                (data.state === undefined && (missing18 = 'state'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs212 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid43 = _errs212 === errors;
                } else {
                  var valid43 = true;
                }
                if (valid43) {
                  if (data.state !== undefined) {
                    const _errs214 = errors;
                    if (
                      !validate34(data.state, {
                        instancePath: instancePath + '/state',
                        parentData: data,
                        parentDataProperty: 'state',
                        rootData,
                      })
                    ) {
                      vErrors =
                        vErrors === null ? validate34.errors : vErrors.concat(validate34.errors);
                      errors = vErrors.length;
                    }
                    var valid43 = _errs214 === errors;
                  } else {
                    var valid43 = true;
                  }
                  if (valid43) {
                    if (data.type !== undefined) {
                      let data91 = data.type;
                      const _errs215 = errors;
                      if (typeof data91 !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      if ('DJ_CONNECTION' !== data91) {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid43 = _errs215 === errors;
                    } else {
                      var valid43 = true;
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'LIKE_COUNT') {
          const _errs217 = errors;
          if (errors === _errs217) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing19;
              if (
                (data.type === undefined && (missing19 = 'type')) ||
                (data.sessionId === undefined && (missing19 = 'sessionId')) ||
                (data.playId === undefined && (missing19 = 'playId')) ||
                (data.count === undefined && (missing19 = 'count'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.count !== undefined) {
                  let data92 = data.count;
                  const _errs219 = errors;
                  if (!(
                    typeof data92 == 'number' &&
                    !(data92 % 1) &&
                    !isNaN(data92) &&
                    isFinite(data92)
                  )) {
                    validate21.errors = [0];
                    return false;
                  }
                  if (errors === _errs219) {
                    if (typeof data92 == 'number' && isFinite(data92)) {
                      if (data92 < 0 || isNaN(data92)) {
                        validate21.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid45 = _errs219 === errors;
                } else {
                  var valid45 = true;
                }
                if (valid45) {
                  if (data.playId !== undefined) {
                    const _errs221 = errors;
                    if (typeof data.playId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid45 = _errs221 === errors;
                  } else {
                    var valid45 = true;
                  }
                  if (valid45) {
                    if (data.sessionId !== undefined) {
                      const _errs223 = errors;
                      if (typeof data.sessionId !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid45 = _errs223 === errors;
                    } else {
                      var valid45 = true;
                    }
                    if (valid45) {
                      if (data.type !== undefined) {
                        let data95 = data.type;
                        const _errs225 = errors;
                        if (typeof data95 !== 'string') {
                          validate21.errors = [0];
                          return false;
                        }
                        if ('LIKE_COUNT' !== data95) {
                          validate21.errors = [0];
                          return false;
                        }
                        var valid45 = _errs225 === errors;
                      } else {
                        var valid45 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'RECENT_PLAYS') {
          const _errs227 = errors;
          if (errors === _errs227) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing20;
              if (
                (data.type === undefined && (missing20 = 'type')) ||
                (data.sessionId === undefined && (missing20 = 'sessionId')) ||
                (data.plays === undefined && (missing20 = 'plays'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.plays !== undefined) {
                  let data96 = data.plays;
                  const _errs229 = errors;
                  if (errors === _errs229) {
                    if (Array.isArray(data96)) {
                      var valid48 = true;
                      const len5 = data96.length;
                      for (let i5 = 0; i5 < len5; i5++) {
                        const _errs231 = errors;
                        if (
                          !validate36(data96[i5], {
                            instancePath: instancePath + '/plays/' + i5,
                            parentData: data96,
                            parentDataProperty: i5,
                            rootData,
                          })
                        ) {
                          vErrors =
                            vErrors === null
                              ? validate36.errors
                              : vErrors.concat(validate36.errors);
                          errors = vErrors.length;
                        }
                        var valid48 = _errs231 === errors;
                        if (!valid48) {
                          break;
                        }
                      }
                    } else {
                      validate21.errors = [0];
                      return false;
                    }
                  }
                  var valid47 = _errs229 === errors;
                } else {
                  var valid47 = true;
                }
                if (valid47) {
                  if (data.sessionId !== undefined) {
                    const _errs232 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid47 = _errs232 === errors;
                  } else {
                    var valid47 = true;
                  }
                  if (valid47) {
                    if (data.type !== undefined) {
                      let data99 = data.type;
                      const _errs234 = errors;
                      if (typeof data99 !== 'string') {
                        validate21.errors = [0];
                        return false;
                      }
                      if ('RECENT_PLAYS' !== data99) {
                        validate21.errors = [0];
                        return false;
                      }
                      var valid47 = _errs234 === errors;
                    } else {
                      var valid47 = true;
                    }
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'PONG') {
          const _errs236 = errors;
          if (errors === _errs236) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing21;
              if (
                (data.type === undefined && (missing21 = 'type')) ||
                (data.serverTime === undefined && (missing21 = 'serverTime'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.serverTime !== undefined) {
                  let data100 = data.serverTime;
                  const _errs238 = errors;
                  if (errors === _errs238) {
                    if (typeof data100 === 'string') {
                      if (func2(data100) > 30) {
                        validate21.errors = [0];
                        return false;
                      } else {
                        if (func2(data100) < 20) {
                          validate21.errors = [0];
                          return false;
                        }
                      }
                    } else {
                      validate21.errors = [0];
                      return false;
                    }
                  }
                  var valid50 = _errs238 === errors;
                } else {
                  var valid50 = true;
                }
                if (valid50) {
                  if (data.type !== undefined) {
                    let data101 = data.type;
                    const _errs240 = errors;
                    if (typeof data101 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('PONG' !== data101) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid50 = _errs240 === errors;
                  } else {
                    var valid50 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else if (tag0 === 'SERVER_SHUTDOWN') {
          const _errs242 = errors;
          if (errors === _errs242) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing22;
              if (
                (data.type === undefined && (missing22 = 'type')) ||
                (data.message === undefined && (missing22 = 'message'))
              ) {
                validate21.errors = [0];
                return false;
              } else {
                if (data.message !== undefined) {
                  const _errs244 = errors;
                  if (typeof data.message !== 'string') {
                    validate21.errors = [0];
                    return false;
                  }
                  var valid52 = _errs244 === errors;
                } else {
                  var valid52 = true;
                }
                if (valid52) {
                  if (data.type !== undefined) {
                    let data103 = data.type;
                    const _errs246 = errors;
                    if (typeof data103 !== 'string') {
                      validate21.errors = [0];
                      return false;
                    }
                    if ('SERVER_SHUTDOWN' !== data103) {
                      validate21.errors = [0];
                      return false;
                    }
                    var valid52 = _errs246 === errors;
                  } else {
                    var valid52 = true;
                  }
                }
              }
            } else {
              validate21.errors = [0];
              return false;
            }
          }
        } else {
          validate21.errors = [0];
          return false;
        }
      } else {
        validate21.errors = [0];
        return false;
      }
    } else {
      validate21.errors = [0];
      return false;
    }
  }
  validate21.errors = vErrors;
  return errors === 0;
}
