"use strict";

const { Redis } = require("ioredis");
const { Pool } = require("pg");
const config = require("./config.js");

const pool = new Pool({ connectionString: config.databaseUrl, max: 5, connectionTimeoutMillis: 5_000 });
pool.on("error", (error) => console.error("PostgreSQL", error));

const redis = new Redis(config.redisUrl);
redis.on("error", (error) => console.error("Redis", error));

module.exports = { pool, redis };
