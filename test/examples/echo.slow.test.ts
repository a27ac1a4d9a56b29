import { churn, echoTest } from './echo-helpers.ts'

echoTest(
  'leaves no descriptor and no buffer behind 10,000 connections',
  (name) => churn(name, 10_000),
  120_000,
)
