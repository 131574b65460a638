export { type StatementPdfOptions, statementPdf } from './statement-pdf.ts';
