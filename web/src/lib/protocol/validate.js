// Generated from server-message.schema.json by `npm run generate`. Do not edit.
/* eslint-disable */
export const isServerMessage = validate52;
const schema19 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
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
const schema20 = { type: 'string', enum: ['ok'] };
function validate53(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate53.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (typeof data !== 'string') {
    validate53.errors = [0];
    return false;
  }
  if (!(data === 'ok')) {
    validate53.errors = [0];
    return false;
  }
  validate53.errors = vErrors;
  return errors === 0;
}
validate53.evaluated = { dynamicProps: false, dynamicItems: false };
const schema21 = {
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
function validate55(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate55.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (typeof data !== 'string') {
    validate55.errors = [0];
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
    validate55.errors = [0];
    return false;
  }
  validate55.errors = vErrors;
  return errors === 0;
}
validate55.evaluated = { dynamicProps: false, dynamicItems: false };
const schema22 = {
  type: 'object',
  properties: {
    currentTrack: { anyOf: [{ $ref: '#/$defs/WireTrack' }, { type: 'null' }] },
    djName: { type: 'string' },
    sessionId: { type: 'string' },
    startedAt: { type: ['string', 'null'], maxLength: 30, minLength: 20 },
  },
  required: ['sessionId', 'djName'],
};
const schema23 = {
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
const func1 = (text) => [...text].length;
function validate58(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate58.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      let missing0;
      if (
        (data.title === undefined && (missing0 = 'title')) ||
        (data.artist === undefined && (missing0 = 'artist'))
      ) {
        validate58.errors = [0];
        return false;
      } else {
        if (data.acousticness !== undefined) {
          let data0 = data.acousticness;
          const _errs1 = errors;
          if (!(typeof data0 == 'number' && isFinite(data0)) && data0 !== null) {
            validate58.errors = [0];
            return false;
          }
          if (errors === _errs1) {
            if (typeof data0 == 'number' && isFinite(data0)) {
              if (data0 > 100 || isNaN(data0)) {
                validate58.errors = [0];
                return false;
              } else {
                if (data0 < 0 || isNaN(data0)) {
                  validate58.errors = [0];
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
                if (func1(data1) > 500) {
                  validate58.errors = [0];
                  return false;
                } else {
                  if (func1(data1) < 1) {
                    validate58.errors = [0];
                    return false;
                  }
                }
              } else {
                validate58.errors = [0];
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
                validate58.errors = [0];
                return false;
              }
              if (errors === _errs5) {
                if (typeof data2 == 'number' && isFinite(data2)) {
                  if (data2 > 300 || isNaN(data2)) {
                    validate58.errors = [0];
                    return false;
                  } else {
                    if (data2 < 40 || isNaN(data2)) {
                      validate58.errors = [0];
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
                  validate58.errors = [0];
                  return false;
                }
                if (errors === _errs7) {
                  if (typeof data3 == 'number' && isFinite(data3)) {
                    if (data3 > 100 || isNaN(data3)) {
                      validate58.errors = [0];
                      return false;
                    } else {
                      if (data3 < 0 || isNaN(data3)) {
                        validate58.errors = [0];
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
                    validate58.errors = [0];
                    return false;
                  }
                  if (errors === _errs9) {
                    if (typeof data4 == 'number' && isFinite(data4)) {
                      if (data4 > 100 || isNaN(data4)) {
                        validate58.errors = [0];
                        return false;
                      } else {
                        if (data4 < 0 || isNaN(data4)) {
                          validate58.errors = [0];
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
                      validate58.errors = [0];
                      return false;
                    }
                    if (errors === _errs11) {
                      if (typeof data5 == 'number' && isFinite(data5)) {
                        if (data5 > 100 || isNaN(data5)) {
                          validate58.errors = [0];
                          return false;
                        } else {
                          if (data5 < 0 || isNaN(data5)) {
                            validate58.errors = [0];
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
                        validate58.errors = [0];
                        return false;
                      }
                      if (errors === _errs13) {
                        if (typeof data6 == 'number' && isFinite(data6)) {
                          if (data6 > 100 || isNaN(data6)) {
                            validate58.errors = [0];
                            return false;
                          } else {
                            if (data6 < 0 || isNaN(data6)) {
                              validate58.errors = [0];
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
                          validate58.errors = [0];
                          return false;
                        }
                        if (errors === _errs15) {
                          if (typeof data7 === 'string') {
                            if (func1(data7) > 10) {
                              validate58.errors = [0];
                              return false;
                            } else {
                              if (func1(data7) < 1) {
                                validate58.errors = [0];
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
                              if (func1(data8) > 500) {
                                validate58.errors = [0];
                                return false;
                              } else {
                                if (func1(data8) < 1) {
                                  validate58.errors = [0];
                                  return false;
                                }
                              }
                            } else {
                              validate58.errors = [0];
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
      validate58.errors = [0];
      return false;
    }
  }
  validate58.errors = vErrors;
  return errors === 0;
}
validate58.evaluated = {
  props: {
    acousticness: true,
    artist: true,
    bpm: true,
    brightness: true,
    danceability: true,
    energy: true,
    groove: true,
    key: true,
    title: true,
  },
  dynamicProps: false,
  dynamicItems: false,
};
function validate57(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate57.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
  if (errors === 0) {
    if (data && typeof data == 'object' && !Array.isArray(data)) {
      let missing0;
      if (
        (data.sessionId === undefined && (missing0 = 'sessionId')) ||
        (data.djName === undefined && (missing0 = 'djName'))
      ) {
        validate57.errors = [0];
        return false;
      } else {
        if (data.currentTrack !== undefined) {
          let data0 = data.currentTrack;
          const _errs1 = errors;
          const _errs2 = errors;
          let valid1 = false;
          const _errs3 = errors;
          if (
            !validate58(data0, {
              instancePath: instancePath + '/currentTrack',
              parentData: data,
              parentDataProperty: 'currentTrack',
              rootData,
              dynamicAnchors,
            })
          ) {
            vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);
            errors = vErrors.length;
          }
          var _valid0 = _errs3 === errors;
          valid1 = valid1 || _valid0;
          if (_valid0) {
            var props0 = {};
            props0.acousticness = true;
            props0.artist = true;
            props0.bpm = true;
            props0.brightness = true;
            props0.danceability = true;
            props0.energy = true;
            props0.groove = true;
            props0.key = true;
            props0.title = true;
          }
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
            validate57.errors = vErrors;
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
              validate57.errors = [0];
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
                validate57.errors = [0];
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
                  validate57.errors = [0];
                  return false;
                }
                if (errors === _errs10) {
                  if (typeof data3 === 'string') {
                    if (func1(data3) > 30) {
                      validate57.errors = [0];
                      return false;
                    } else {
                      if (func1(data3) < 20) {
                        validate57.errors = [0];
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
      validate57.errors = [0];
      return false;
    }
  }
  validate57.errors = vErrors;
  return errors === 0;
}
validate57.evaluated = {
  props: { currentTrack: true, djName: true, sessionId: true, startedAt: true },
  dynamicProps: false,
  dynamicItems: false,
};
const schema24 = {
  oneOf: [
    { type: 'string', enum: ['connected'] },
    { type: 'string', const: 'reconnecting' },
    { type: 'string', const: 'paused' },
  ],
};
function validate62(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate62.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
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
      params: { allowedValues: schema24.oneOf[0].enum },
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
    validate62.errors = vErrors;
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
  validate62.errors = vErrors;
  return errors === 0;
}
validate62.evaluated = { dynamicProps: false, dynamicItems: false };
const schema25 = {
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
function validate64(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate64.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
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
        validate64.errors = [0];
        return false;
      } else {
        if (data.liked !== undefined) {
          const _errs1 = errors;
          if (typeof data.liked !== 'boolean') {
            validate64.errors = [0];
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
              validate64.errors = [0];
              return false;
            }
            if (errors === _errs3) {
              if (typeof data1 == 'number' && isFinite(data1)) {
                if (data1 < 0 || isNaN(data1)) {
                  validate64.errors = [0];
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
                validate64.errors = [0];
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
                    if (func1(data3) > 30) {
                      validate64.errors = [0];
                      return false;
                    } else {
                      if (func1(data3) < 20) {
                        validate64.errors = [0];
                        return false;
                      }
                    }
                  } else {
                    validate64.errors = [0];
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
                    !validate58(data.track, {
                      instancePath: instancePath + '/track',
                      parentData: data,
                      parentDataProperty: 'track',
                      rootData,
                      dynamicAnchors,
                    })
                  ) {
                    vErrors =
                      vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);
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
      validate64.errors = [0];
      return false;
    }
  }
  validate64.errors = vErrors;
  return errors === 0;
}
validate64.evaluated = {
  props: { liked: true, likes: true, playId: true, startedAt: true, track: true },
  dynamicProps: false,
  dynamicItems: false,
};
function validate52(
  data,
  { instancePath = '', parentData, parentDataProperty, rootData = data, dynamicAnchors = {} } = {},
) {
  let vErrors = null;
  let errors = 0;
  const evaluated0 = validate52.evaluated;
  if (evaluated0.dynamicProps) {
    evaluated0.props = undefined;
  }
  if (evaluated0.dynamicItems) {
    evaluated0.items = undefined;
  }
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
                validate52.errors = [0];
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
                    validate52.errors = [0];
                    return false;
                  }
                  if (errors === _errs4) {
                    if (typeof data0 == 'number' && isFinite(data0)) {
                      if (data0 < 0 || isNaN(data0)) {
                        validate52.errors = [0];
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
                      validate52.errors = [0];
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
                        !validate53(data.status, {
                          instancePath: instancePath + '/status',
                          parentData: data,
                          parentDataProperty: 'status',
                          rootData,
                          dynamicAnchors,
                        })
                      ) {
                        vErrors =
                          vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
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
                            if (func1(data3) > 30) {
                              validate52.errors = [0];
                              return false;
                            } else {
                              if (func1(data3) < 20) {
                                validate52.errors = [0];
                                return false;
                              }
                            }
                          } else {
                            validate52.errors = [0];
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
                            validate52.errors = [0];
                            return false;
                          }
                          if ('ACK' !== data4) {
                            validate52.errors = [0];
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
              validate52.errors = [0];
              return false;
            }
          }
          var props0 = {};
          props0.lastSeq = true;
          props0.messageId = true;
          props0.status = true;
          props0.timestamp = true;
          props0.type = true;
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
                validate52.errors = [0];
                return false;
              } else {
                if (data.code !== undefined) {
                  const _errs15 = errors;
                  if (
                    !validate55(data.code, {
                      instancePath: instancePath + '/code',
                      parentData: data,
                      parentDataProperty: 'code',
                      rootData,
                      dynamicAnchors,
                    })
                  ) {
                    vErrors =
                      vErrors === null ? validate55.errors : vErrors.concat(validate55.errors);
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
                      validate52.errors = [0];
                      return false;
                    }
                    var valid4 = _errs16 === errors;
                  } else {
                    var valid4 = true;
                  }
                  if (valid4) {
                    if (data.messageId !== undefined) {
                      let data7 = data.messageId;
                      const _errs18 = errors;
                      if (typeof data7 !== 'string' && data7 !== null) {
                        validate52.errors = [0];
                        return false;
                      }
                      var valid4 = _errs18 === errors;
                    } else {
                      var valid4 = true;
                    }
                    if (valid4) {
                      if (data.retryAfterMs !== undefined) {
                        let data8 = data.retryAfterMs;
                        const _errs20 = errors;
                        if (
                          !(
                            typeof data8 == 'number' &&
                            !(data8 % 1) &&
                            !isNaN(data8) &&
                            isFinite(data8)
                          ) &&
                          data8 !== null
                        ) {
                          validate52.errors = [0];
                          return false;
                        }
                        if (errors === _errs20) {
                          if (typeof data8 == 'number' && isFinite(data8)) {
                            if (data8 < 0 || isNaN(data8)) {
                              validate52.errors = [0];
                              return false;
                            }
                          }
                        }
                        var valid4 = _errs20 === errors;
                      } else {
                        var valid4 = true;
                      }
                      if (valid4) {
                        if (data.timestamp !== undefined) {
                          let data9 = data.timestamp;
                          const _errs22 = errors;
                          if (errors === _errs22) {
                            if (typeof data9 === 'string') {
                              if (func1(data9) > 30) {
                                validate52.errors = [0];
                                return false;
                              } else {
                                if (func1(data9) < 20) {
                                  validate52.errors = [0];
                                  return false;
                                }
                              }
                            } else {
                              validate52.errors = [0];
                              return false;
                            }
                          }
                          var valid4 = _errs22 === errors;
                        } else {
                          var valid4 = true;
                        }
                        if (valid4) {
                          if (data.type !== undefined) {
                            let data10 = data.type;
                            const _errs24 = errors;
                            if (typeof data10 !== 'string') {
                              validate52.errors = [0];
                              return false;
                            }
                            if ('NACK' !== data10) {
                              validate52.errors = [0];
                              return false;
                            }
                            var valid4 = _errs24 === errors;
                          } else {
                            var valid4 = true;
                          }
                        }
                      }
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.code = true;
            props0.error = true;
            props0.messageId = true;
            props0.retryAfterMs = true;
            props0.timestamp = true;
            props0.type = true;
          }
        } else if (tag0 === 'SESSIONS_LIST') {
          const _errs26 = errors;
          if (errors === _errs26) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing2;
              if (
                (data.type === undefined && (missing2 = 'type')) ||
                (data.sessions === undefined && (missing2 = 'sessions'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.sessions !== undefined) {
                  let data11 = data.sessions;
                  const _errs28 = errors;
                  if (errors === _errs28) {
                    if (Array.isArray(data11)) {
                      var valid7 = true;
                      const len0 = data11.length;
                      for (let i0 = 0; i0 < len0; i0++) {
                        const _errs30 = errors;
                        if (
                          !validate57(data11[i0], {
                            instancePath: instancePath + '/sessions/' + i0,
                            parentData: data11,
                            parentDataProperty: i0,
                            rootData,
                            dynamicAnchors,
                          })
                        ) {
                          vErrors =
                            vErrors === null
                              ? validate57.errors
                              : vErrors.concat(validate57.errors);
                          errors = vErrors.length;
                        }
                        var valid7 = _errs30 === errors;
                        if (!valid7) {
                          break;
                        }
                      }
                    } else {
                      validate52.errors = [0];
                      return false;
                    }
                  }
                  var valid6 = _errs28 === errors;
                } else {
                  var valid6 = true;
                }
                if (valid6) {
                  if (data.type !== undefined) {
                    let data13 = data.type;
                    const _errs31 = errors;
                    if (typeof data13 !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    if ('SESSIONS_LIST' !== data13) {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid6 = _errs31 === errors;
                  } else {
                    var valid6 = true;
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.sessions = true;
            props0.type = true;
          }
        } else if (tag0 === 'LISTENER_COUNT') {
          const _errs33 = errors;
          if (errors === _errs33) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing3;
              if (
                (data.type === undefined && (missing3 = 'type')) ||
                (data.sessionId === undefined && (missing3 = 'sessionId')) ||
                (data.count === undefined && (missing3 = 'count'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.count !== undefined) {
                  let data14 = data.count;
                  const _errs35 = errors;
                  if (!(
                    typeof data14 == 'number' &&
                    !(data14 % 1) &&
                    !isNaN(data14) &&
                    isFinite(data14)
                  )) {
                    validate52.errors = [0];
                    return false;
                  }
                  if (errors === _errs35) {
                    if (typeof data14 == 'number' && isFinite(data14)) {
                      if (data14 < 0 || isNaN(data14)) {
                        validate52.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid9 = _errs35 === errors;
                } else {
                  var valid9 = true;
                }
                if (valid9) {
                  if (data.sessionId !== undefined) {
                    const _errs37 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid9 = _errs37 === errors;
                  } else {
                    var valid9 = true;
                  }
                  if (valid9) {
                    if (data.type !== undefined) {
                      let data16 = data.type;
                      const _errs39 = errors;
                      if (typeof data16 !== 'string') {
                        validate52.errors = [0];
                        return false;
                      }
                      if ('LISTENER_COUNT' !== data16) {
                        validate52.errors = [0];
                        return false;
                      }
                      var valid9 = _errs39 === errors;
                    } else {
                      var valid9 = true;
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.count = true;
            props0.sessionId = true;
            props0.type = true;
          }
        } else if (tag0 === 'NOW_PLAYING') {
          const _errs41 = errors;
          if (errors === _errs41) {
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
                validate52.errors = [0];
                return false;
              } else {
                if (data.djName !== undefined) {
                  const _errs43 = errors;
                  if (typeof data.djName !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid11 = _errs43 === errors;
                } else {
                  var valid11 = true;
                }
                if (valid11) {
                  if (data.durationMs !== undefined) {
                    let data18 = data.durationMs;
                    const _errs45 = errors;
                    if (
                      !(
                        typeof data18 == 'number' &&
                        !(data18 % 1) &&
                        !isNaN(data18) &&
                        isFinite(data18)
                      ) &&
                      data18 !== null
                    ) {
                      validate52.errors = [0];
                      return false;
                    }
                    if (errors === _errs45) {
                      if (typeof data18 == 'number' && isFinite(data18)) {
                        if (data18 < 0 || isNaN(data18)) {
                          validate52.errors = [0];
                          return false;
                        }
                      }
                    }
                    var valid11 = _errs45 === errors;
                  } else {
                    var valid11 = true;
                  }
                  if (valid11) {
                    if (data.likes !== undefined) {
                      let data19 = data.likes;
                      const _errs47 = errors;
                      if (!(
                        typeof data19 == 'number' &&
                        !(data19 % 1) &&
                        !isNaN(data19) &&
                        isFinite(data19)
                      )) {
                        validate52.errors = [0];
                        return false;
                      }
                      if (errors === _errs47) {
                        if (typeof data19 == 'number' && isFinite(data19)) {
                          if (data19 < 0 || isNaN(data19)) {
                            validate52.errors = [0];
                            return false;
                          }
                        }
                      }
                      var valid11 = _errs47 === errors;
                    } else {
                      var valid11 = true;
                    }
                    if (valid11) {
                      if (data.playId !== undefined) {
                        const _errs49 = errors;
                        if (typeof data.playId !== 'string') {
                          validate52.errors = [0];
                          return false;
                        }
                        var valid11 = _errs49 === errors;
                      } else {
                        var valid11 = true;
                      }
                      if (valid11) {
                        if (data.sessionId !== undefined) {
                          const _errs51 = errors;
                          if (typeof data.sessionId !== 'string') {
                            validate52.errors = [0];
                            return false;
                          }
                          var valid11 = _errs51 === errors;
                        } else {
                          var valid11 = true;
                        }
                        if (valid11) {
                          if (data.startedAt !== undefined) {
                            let data22 = data.startedAt;
                            const _errs53 = errors;
                            if (errors === _errs53) {
                              if (typeof data22 === 'string') {
                                if (func1(data22) > 30) {
                                  validate52.errors = [0];
                                  return false;
                                } else {
                                  if (func1(data22) < 20) {
                                    validate52.errors = [0];
                                    return false;
                                  }
                                }
                              } else {
                                validate52.errors = [0];
                                return false;
                              }
                            }
                            var valid11 = _errs53 === errors;
                          } else {
                            var valid11 = true;
                          }
                          if (valid11) {
                            if (data.track !== undefined) {
                              const _errs55 = errors;
                              if (
                                !validate58(data.track, {
                                  instancePath: instancePath + '/track',
                                  parentData: data,
                                  parentDataProperty: 'track',
                                  rootData,
                                  dynamicAnchors,
                                })
                              ) {
                                vErrors =
                                  vErrors === null
                                    ? validate58.errors
                                    : vErrors.concat(validate58.errors);
                                errors = vErrors.length;
                              }
                              var valid11 = _errs55 === errors;
                            } else {
                              var valid11 = true;
                            }
                            if (valid11) {
                              if (data.type !== undefined) {
                                let data24 = data.type;
                                const _errs56 = errors;
                                if (typeof data24 !== 'string') {
                                  validate52.errors = [0];
                                  return false;
                                }
                                if ('NOW_PLAYING' !== data24) {
                                  validate52.errors = [0];
                                  return false;
                                }
                                var valid11 = _errs56 === errors;
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
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.djName = true;
            props0.durationMs = true;
            props0.likes = true;
            props0.playId = true;
            props0.sessionId = true;
            props0.startedAt = true;
            props0.track = true;
            props0.type = true;
          }
        } else if (tag0 === 'TRACK_STOPPED') {
          const _errs58 = errors;
          if (errors === _errs58) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing5;
              if (
                (data.type === undefined && (missing5 = 'type')) ||
                (data.sessionId === undefined && (missing5 = 'sessionId'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs60 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid13 = _errs60 === errors;
                } else {
                  var valid13 = true;
                }
                if (valid13) {
                  if (data.type !== undefined) {
                    let data26 = data.type;
                    const _errs62 = errors;
                    if (typeof data26 !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    if ('TRACK_STOPPED' !== data26) {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid13 = _errs62 === errors;
                  } else {
                    var valid13 = true;
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.sessionId = true;
            props0.type = true;
          }
        } else if (tag0 === 'SESSION_STARTED') {
          const _errs64 = errors;
          if (errors === _errs64) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing6;
              if (
                (data.type === undefined && (missing6 = 'type')) ||
                (data.sessionId === undefined && (missing6 = 'sessionId')) ||
                (data.djName === undefined && (missing6 = 'djName')) ||
                (data.startTime === undefined && (missing6 = 'startTime'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.djName !== undefined) {
                  const _errs66 = errors;
                  if (typeof data.djName !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid15 = _errs66 === errors;
                } else {
                  var valid15 = true;
                }
                if (valid15) {
                  if (data.sessionId !== undefined) {
                    const _errs68 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid15 = _errs68 === errors;
                  } else {
                    var valid15 = true;
                  }
                  if (valid15) {
                    if (data.startTime !== undefined) {
                      let data29 = data.startTime;
                      const _errs70 = errors;
                      if (errors === _errs70) {
                        if (typeof data29 === 'string') {
                          if (func1(data29) > 30) {
                            validate52.errors = [0];
                            return false;
                          } else {
                            if (func1(data29) < 20) {
                              validate52.errors = [0];
                              return false;
                            }
                          }
                        } else {
                          validate52.errors = [0];
                          return false;
                        }
                      }
                      var valid15 = _errs70 === errors;
                    } else {
                      var valid15 = true;
                    }
                    if (valid15) {
                      if (data.type !== undefined) {
                        let data30 = data.type;
                        const _errs72 = errors;
                        if (typeof data30 !== 'string') {
                          validate52.errors = [0];
                          return false;
                        }
                        if ('SESSION_STARTED' !== data30) {
                          validate52.errors = [0];
                          return false;
                        }
                        var valid15 = _errs72 === errors;
                      } else {
                        var valid15 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.djName = true;
            props0.sessionId = true;
            props0.startTime = true;
            props0.type = true;
          }
        } else if (tag0 === 'SESSION_ENDED') {
          const _errs74 = errors;
          if (errors === _errs74) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing7;
              if (
                (data.type === undefined && (missing7 = 'type')) ||
                (data.sessionId === undefined && (missing7 = 'sessionId'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs76 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid17 = _errs76 === errors;
                } else {
                  var valid17 = true;
                }
                if (valid17) {
                  if (data.type !== undefined) {
                    let data32 = data.type;
                    const _errs78 = errors;
                    if (typeof data32 !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    if ('SESSION_ENDED' !== data32) {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid17 = _errs78 === errors;
                  } else {
                    var valid17 = true;
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.sessionId = true;
            props0.type = true;
          }
        } else if (tag0 === 'DJ_CONNECTION') {
          const _errs80 = errors;
          if (errors === _errs80) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing8;
              if (
                (data.type === undefined && (missing8 = 'type')) ||
                (data.sessionId === undefined && (missing8 = 'sessionId')) ||
                (data.state === undefined && (missing8 = 'state'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.sessionId !== undefined) {
                  const _errs82 = errors;
                  if (typeof data.sessionId !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid19 = _errs82 === errors;
                } else {
                  var valid19 = true;
                }
                if (valid19) {
                  if (data.state !== undefined) {
                    const _errs84 = errors;
                    if (
                      !validate62(data.state, {
                        instancePath: instancePath + '/state',
                        parentData: data,
                        parentDataProperty: 'state',
                        rootData,
                        dynamicAnchors,
                      })
                    ) {
                      vErrors =
                        vErrors === null ? validate62.errors : vErrors.concat(validate62.errors);
                      errors = vErrors.length;
                    }
                    var valid19 = _errs84 === errors;
                  } else {
                    var valid19 = true;
                  }
                  if (valid19) {
                    if (data.type !== undefined) {
                      let data35 = data.type;
                      const _errs85 = errors;
                      if (typeof data35 !== 'string') {
                        validate52.errors = [0];
                        return false;
                      }
                      if ('DJ_CONNECTION' !== data35) {
                        validate52.errors = [0];
                        return false;
                      }
                      var valid19 = _errs85 === errors;
                    } else {
                      var valid19 = true;
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.sessionId = true;
            props0.state = true;
            props0.type = true;
          }
        } else if (tag0 === 'LIKE_COUNT') {
          const _errs87 = errors;
          if (errors === _errs87) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing9;
              if (
                (data.type === undefined && (missing9 = 'type')) ||
                (data.sessionId === undefined && (missing9 = 'sessionId')) ||
                (data.playId === undefined && (missing9 = 'playId')) ||
                (data.count === undefined && (missing9 = 'count'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.count !== undefined) {
                  let data36 = data.count;
                  const _errs89 = errors;
                  if (!(
                    typeof data36 == 'number' &&
                    !(data36 % 1) &&
                    !isNaN(data36) &&
                    isFinite(data36)
                  )) {
                    validate52.errors = [0];
                    return false;
                  }
                  if (errors === _errs89) {
                    if (typeof data36 == 'number' && isFinite(data36)) {
                      if (data36 < 0 || isNaN(data36)) {
                        validate52.errors = [0];
                        return false;
                      }
                    }
                  }
                  var valid21 = _errs89 === errors;
                } else {
                  var valid21 = true;
                }
                if (valid21) {
                  if (data.playId !== undefined) {
                    const _errs91 = errors;
                    if (typeof data.playId !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid21 = _errs91 === errors;
                  } else {
                    var valid21 = true;
                  }
                  if (valid21) {
                    if (data.sessionId !== undefined) {
                      const _errs93 = errors;
                      if (typeof data.sessionId !== 'string') {
                        validate52.errors = [0];
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
                          validate52.errors = [0];
                          return false;
                        }
                        if ('LIKE_COUNT' !== data39) {
                          validate52.errors = [0];
                          return false;
                        }
                        var valid21 = _errs95 === errors;
                      } else {
                        var valid21 = true;
                      }
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.count = true;
            props0.playId = true;
            props0.sessionId = true;
            props0.type = true;
          }
        } else if (tag0 === 'RECENT_PLAYS') {
          const _errs97 = errors;
          if (errors === _errs97) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing10;
              if (
                (data.type === undefined && (missing10 = 'type')) ||
                (data.sessionId === undefined && (missing10 = 'sessionId')) ||
                (data.plays === undefined && (missing10 = 'plays'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.plays !== undefined) {
                  let data40 = data.plays;
                  const _errs99 = errors;
                  if (errors === _errs99) {
                    if (Array.isArray(data40)) {
                      var valid24 = true;
                      const len1 = data40.length;
                      for (let i1 = 0; i1 < len1; i1++) {
                        const _errs101 = errors;
                        if (
                          !validate64(data40[i1], {
                            instancePath: instancePath + '/plays/' + i1,
                            parentData: data40,
                            parentDataProperty: i1,
                            rootData,
                            dynamicAnchors,
                          })
                        ) {
                          vErrors =
                            vErrors === null
                              ? validate64.errors
                              : vErrors.concat(validate64.errors);
                          errors = vErrors.length;
                        }
                        var valid24 = _errs101 === errors;
                        if (!valid24) {
                          break;
                        }
                      }
                    } else {
                      validate52.errors = [0];
                      return false;
                    }
                  }
                  var valid23 = _errs99 === errors;
                } else {
                  var valid23 = true;
                }
                if (valid23) {
                  if (data.sessionId !== undefined) {
                    const _errs102 = errors;
                    if (typeof data.sessionId !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid23 = _errs102 === errors;
                  } else {
                    var valid23 = true;
                  }
                  if (valid23) {
                    if (data.type !== undefined) {
                      let data43 = data.type;
                      const _errs104 = errors;
                      if (typeof data43 !== 'string') {
                        validate52.errors = [0];
                        return false;
                      }
                      if ('RECENT_PLAYS' !== data43) {
                        validate52.errors = [0];
                        return false;
                      }
                      var valid23 = _errs104 === errors;
                    } else {
                      var valid23 = true;
                    }
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.plays = true;
            props0.sessionId = true;
            props0.type = true;
          }
        } else if (tag0 === 'PONG') {
          const _errs106 = errors;
          if (errors === _errs106) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing11;
              if (
                (data.type === undefined && (missing11 = 'type')) ||
                (data.serverTime === undefined && (missing11 = 'serverTime'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.serverTime !== undefined) {
                  let data44 = data.serverTime;
                  const _errs108 = errors;
                  if (errors === _errs108) {
                    if (typeof data44 === 'string') {
                      if (func1(data44) > 30) {
                        validate52.errors = [0];
                        return false;
                      } else {
                        if (func1(data44) < 20) {
                          validate52.errors = [0];
                          return false;
                        }
                      }
                    } else {
                      validate52.errors = [0];
                      return false;
                    }
                  }
                  var valid26 = _errs108 === errors;
                } else {
                  var valid26 = true;
                }
                if (valid26) {
                  if (data.type !== undefined) {
                    let data45 = data.type;
                    const _errs110 = errors;
                    if (typeof data45 !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    if ('PONG' !== data45) {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid26 = _errs110 === errors;
                  } else {
                    var valid26 = true;
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.serverTime = true;
            props0.type = true;
          }
        } else if (tag0 === 'SERVER_SHUTDOWN') {
          const _errs112 = errors;
          if (errors === _errs112) {
            if (data && typeof data == 'object' && !Array.isArray(data)) {
              let missing12;
              if (
                (data.type === undefined && (missing12 = 'type')) ||
                (data.message === undefined && (missing12 = 'message'))
              ) {
                validate52.errors = [0];
                return false;
              } else {
                if (data.message !== undefined) {
                  const _errs114 = errors;
                  if (typeof data.message !== 'string') {
                    validate52.errors = [0];
                    return false;
                  }
                  var valid28 = _errs114 === errors;
                } else {
                  var valid28 = true;
                }
                if (valid28) {
                  if (data.type !== undefined) {
                    let data47 = data.type;
                    const _errs116 = errors;
                    if (typeof data47 !== 'string') {
                      validate52.errors = [0];
                      return false;
                    }
                    if ('SERVER_SHUTDOWN' !== data47) {
                      validate52.errors = [0];
                      return false;
                    }
                    var valid28 = _errs116 === errors;
                  } else {
                    var valid28 = true;
                  }
                }
              }
            } else {
              validate52.errors = [0];
              return false;
            }
          }
          if (props0 !== true) {
            props0 = props0 || {};
            props0.message = true;
            props0.type = true;
          }
        } else {
          validate52.errors = [0];
          return false;
        }
      } else {
        validate52.errors = [0];
        return false;
      }
    } else {
      validate52.errors = [0];
      return false;
    }
  }
  validate52.errors = vErrors;
  evaluated0.props = props0;
  return errors === 0;
}
validate52.evaluated = { dynamicProps: true, dynamicItems: false };
