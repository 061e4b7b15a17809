/* Generated from the addon's debug build, which has everything. Do not edit: `npx nx write-declarations @bimetal/addon`. */

import type {
  BackgroundFailure,
  BatchHandle,
  BatchTextHandle,
  BuildInfo,
  Changes,
  CheckReport,
  CursorHandle,
  CursorOptions,
  Document,
  FeedHandle,
  FeedTextHandle,
  FeedTextOptions,
  FeedTextPart,
  FeedTextStep,
  ImportBatch,
  ImportHandle,
  OpenOptions,
  OperationHandle,
  OperationProgress,
  Place,
  Patched,
  PutOptions,
  RangeOptions,
  SnapshotHandle,
  Statistics,
  StoreHandle,
  StoreInfo,
  TextOptions,
} from './declarations.js';

export * from './declarations.js';
